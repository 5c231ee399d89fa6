import {
  type BigIntStats,
  chmodSync,
  existsSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { copyDirectory, tryCopy } from './copy-directory.js'

/**
 * A file that was changed later than this before it was copied may have been changed again at what a file system with coarse
 * timestamps records as the same time.
 */
const SETTLED_AFTER_NS = 2_000_000_000n
const NS_PER_SECOND = 1_000_000_000n
/** Files for one call of `cp`: their names stay below the limit for arguments. */
const MAX_FILES_PER_COPY = 500

/**
 * Copies a directory to a new one, which then replaces `current`. A file that `current` has unchanged since it was copied from
 * there, as most of an engine's, becomes a hard link to that one: creating and deleting a thousand files takes longer than
 * everything else. `current` may be in use meanwhile; call `renewChanged` once it is not. Both are on one file system.
 */
export async function copyOrLink(
  source: string,
  target: string,
  current: string,
  signal: AbortSignal,
): Promise<void> {
  const changed = process.platform === 'linux' ? linkUnchanged(source, target, current) : undefined
  signal.throwIfAborted()
  if (changed !== undefined && (await tryCopyEach(source, target, changed, { signal }))) return
  await rm(target, { recursive: true, force: true })
  await copyDirectory(source, target, { signal })
}

/**
 * Copies again the files of `copyOrLink` that were changed in the meantime as those of the directory in use, or that an interrupted call
 * has not copied completely. The directory must not be in use any more.
 */
export async function renewChanged(source: string, target: string): Promise<void> {
  // What was staged by moving it has no links.
  const isLinked = (file: string): boolean => lstatSync(path.join(target, file)).nlink > 1
  if (!existsSync(source) && !listFiles(target).some(isLinked)) return
  const changed = listFiles(source).filter((file) => {
    const found = lstatSync(path.join(target, file), { bigint: true, throwIfNoEntry: false })
    if (found === undefined) return true
    const original = lstatSync(path.join(source, file), { bigint: true })
    return found.nlink > 1n ? !isSame(original, found) : !isComplete(original, found)
  })
  const { signal } = new AbortController()
  if (await tryCopyEach(source, target, changed, { signal, replace: true })) return
  throw new Error(`cp cannot copy ${changed.length} files of ${source}.`)
}

/** Creates the directories and links. Returns the paths of the other files; undefined if `current` does not exist or links are not supported. */
function linkUnchanged(source: string, target: string, current: string): readonly string[] | undefined {
  if (lstatSync(current, { throwIfNoEntry: false }) === undefined) return undefined
  const changed: string[] = []
  createLike(source, target)
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const original = path.join(entry.parentPath, entry.name)
    const relative = path.relative(source, original)
    if (entry.isDirectory()) createLike(original, path.join(target, relative))
    else if (!tryLink(original, path.join(current, relative), path.join(target, relative)))
      changed.push(relative)
  }
  return changed
}

function createLike(original: string, directory: string): void {
  const { mode, uid, gid } = lstatSync(original)
  mkdirSync(directory, { mode: 0o700 })
  // Only root can give files to others.
  if (process.getuid?.() === 0) lchownSync(directory, uid, gid)
  chmodSync(directory, mode & 0o7777)
}

/** Resolves to false if this `cp` cannot do it. */
async function tryCopyEach(
  source: string,
  target: string,
  files: readonly string[],
  { signal, replace = false }: { readonly signal: AbortSignal; readonly replace?: boolean },
): Promise<boolean> {
  for (let first = 0; first < files.length; first += MAX_FILES_PER_COPY) {
    const some = files.slice(first, first + MAX_FILES_PER_COPY)
    // A file that is a link must not be overwritten.
    const options = ['-a', '--reflink=auto', '--parents', ...(replace ? ['--remove-destination'] : [])]
    const args = [...options, '-t', target, '--', ...some]
    if (!(await tryCopy(args, { cwd: source, signal }))) return false
  }
  return true
}

function tryLink(original: string, current: string, target: string): boolean {
  const found = lstatSync(current, { bigint: true, throwIfNoEntry: false })
  if (found === undefined || !found.isFile()) return false
  const copied = lstatSync(original, { bigint: true })
  if (!isSame(copied, found) || copied.mtimeNs > copied.ctimeNs - SETTLED_AFTER_NS) return false
  try {
    linkSync(current, target)
    return true
  } catch {
    // Deleted by the engine in the meantime, or the file system has no links.
    return false
  }
}

/** Whether a copy is not only a part of a file. Some file systems record times of change with less precision. */
function isComplete(original: BigIntStats, copy: BigIntStats): boolean {
  const difference = original.mtimeNs - copy.mtimeNs
  return original.size === copy.size && -SETTLED_AFTER_NS < difference && difference < SETTLED_AFTER_NS
}

function listFiles(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
}

/** Whether one is an unchanged copy of the other, with its time of change, which has fractions of a second. */
function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.mtimeNs % NS_PER_SECOND !== 0n &&
    a.mode === b.mode &&
    a.uid === b.uid &&
    a.gid === b.gid
  )
}
