import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createPrivateDirectory, excludeFromGit } from '../core/create-directory.js'
import { toDirectoryError } from '../providers/embedded/to-directory-error.js'
import { hasErrorCode, HomeError } from '../core/home-error.js'
import {
  areFileLocksSupported,
  type FileLock,
  isFileLocked,
  waitForFileLock,
} from '../providers/file-lock.js'
import { SNAPSHOT_ERRORS } from './snapshot-errors.js'
import {
  MANIFEST_FILE,
  readManifest,
  type SnapshotManifest,
  type SnapshotReason,
} from './snapshot-manifest.js'
import { listDirectory } from '../core/list-directory.js'

/** A snapshot and where it is. */
export interface StoredSnapshot {
  readonly directory: string
  readonly manifest: SnapshotManifest
}

/** A directory among the snapshots whose manifest is missing or damaged: it can be deleted, and nothing else. */
export interface DamagedSnapshot {
  readonly name: string
  readonly directory: string
  /** What is wrong with the manifest. */
  readonly problem: string
}

const NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{0,79}$/i
/** Directories of snapshots that are not complete yet. No name of a snapshot begins with a period. */
const STAGING_PREFIX = '.incomplete-'
const REMOVED_PREFIX = '.removed-'
const LOCK_FILE = 'lock'

/** The snapshots of a project. `down --volumes` does not delete them. */
export function getSnapshotsDirectory(home: string): string {
  return path.join(home, 'snapshots')
}

/** The snapshots of a project, the newest first. Incomplete ones are not listed, and neither are damaged manifests. */
export async function listSnapshots(home: string): Promise<readonly StoredSnapshot[]> {
  return (await readSnapshots(home)).snapshots
}

/** The snapshots of a project, the newest first, and those whose manifest is missing or damaged, by name. */
export async function readSnapshots(home: string): Promise<{
  readonly snapshots: readonly StoredSnapshot[]
  readonly damaged: readonly DamagedSnapshot[]
}> {
  const parent = getSnapshotsDirectory(home)
  const entries = await listDirectory(parent)
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && NAME_PATTERN.test(entry.name))
      .map(async ({ name }): Promise<StoredSnapshot | DamagedSnapshot> => {
        const directory = path.join(parent, name)
        try {
          return { directory, manifest: { ...(await readManifest(directory)), name } }
        } catch (error) {
          if (!hasErrorCode(error, SNAPSHOT_ERRORS.SNAPSHOT_DAMAGED)) throw error
          return { name, directory, problem: `${error.message} ${error.detail ?? ''}`.trimEnd() }
        }
      }),
  )
  const compare = (a: StoredSnapshot, b: StoredSnapshot): number =>
    b.manifest.createdAt.localeCompare(a.manifest.createdAt) || b.manifest.name.localeCompare(a.manifest.name)
  return {
    snapshots: found.filter((each) => 'manifest' in each).toSorted(compare),
    damaged: found.filter((each) => 'problem' in each).toSorted((a, b) => a.name.localeCompare(b.name)),
  }
}

/** Throws `SNAPSHOT_NOT_FOUND` and `SNAPSHOT_DAMAGED`. */
export async function findSnapshot(home: string, name: string): Promise<StoredSnapshot> {
  const directory = path.join(getSnapshotsDirectory(home), name)
  if (NAME_PATTERN.test(name) && existsSync(directory))
    return { directory, manifest: { ...(await readManifest(directory)), name } }
  const { findClosestMatch } = await import('../core/closest-match.js')
  const names = (await listSnapshots(home)).map(({ manifest }) => manifest.name)
  const similar = findClosestMatch(name, names)
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_FOUND, {
    message: `There is no snapshot "${name}".`,
    suggestion: /\.(?:tar|tgz|gz)$/i.test(name)
      ? 'An archive becomes a snapshot with homemanager snapshot import FILE. Run homemanager snapshot list.'
      : `${similar === undefined ? '' : `Did you mean ${similar}? `}Run homemanager snapshot list.`,
  })
}

/** Throws `SNAPSHOT_NAME_INVALID` and `SNAPSHOT_EXISTS`. */
export function assertNewName(home: string, name: string, useAnother = 'Use another name'): void {
  if (!NAME_PATTERN.test(name)) {
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NAME_INVALID, {
      message: `${JSON.stringify(name)} is not a valid name for a snapshot.`,
      detail:
        'A name has 1 to 80 letters, digits, periods, hyphens and underscores, and begins with a letter or digit.',
      suggestion: 'Use another name, for example before-refactoring.',
    })
  }
  if (!existsSync(path.join(getSnapshotsDirectory(home), name))) return
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_EXISTS, {
    message: `There is a snapshot ${name} already.`,
    suggestion: `${useAnother}, or delete it with homemanager snapshot delete ${name}.`,
  })
}

/** `2026-11-28-073012`, with the reason before it if it was saved automatically. */
export function createSnapshotName(home: string, prefix: string | undefined, at: Date): string {
  const time = at.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')
  const base = prefix === undefined ? time : `${prefix}-${time}`
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`
    if (!existsSync(path.join(getSnapshotsDirectory(home), name))) return name
  }
}

/** A snapshot that is being written. Disposing deletes it, unless it was published. */
export interface StagedSnapshot extends AsyncDisposable {
  /** For the files of the snapshot. */
  readonly directory: string
  /** Writes the manifest and lists the snapshot under its name: at once, or not at all. */
  publish(manifest: SnapshotManifest): Promise<StoredSnapshot>
}

/** Returns the first directory that it created. */
function createParent(parent: string): string | undefined {
  try {
    return createPrivateDirectory(parent)
  } catch (error) {
    throw toDirectoryError(error, parent)
  }
}

/** Begins a snapshot. What killed commands have left is deleted. */
export async function stageSnapshot(parent: string): Promise<StagedSnapshot> {
  const created = createParent(parent)
  await removeAbandoned(parent)
  const id = randomBytes(6).toString('hex')
  const work = path.join(parent, `${STAGING_PREFIX}${id}`)
  const directory = path.join(work, 'snapshot')
  // It gets its name when it is locked, so that no other command takes it for abandoned.
  const unlocked = path.join(parent, `.new-${id}`)
  mkdirSync(unlocked, { mode: 0o700 })
  const lock = await lockDirectory(unlocked)
  await rename(unlocked, work)
  await mkdir(directory, { mode: 0o700 })
  return {
    directory,
    async publish(manifest) {
      const file = path.join(directory, MANIFEST_FILE)
      await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
      const target = path.join(parent, manifest.name)
      await rename(directory, target)
      if (created !== undefined && created !== parent) excludeFromGit(path.dirname(parent))
      await syncDirectory(parent)
      return { directory: target, manifest }
    },
    async [Symbol.asyncDispose]() {
      // The extraction of a damaged archive may still write a file.
      await rm(work, { recursive: true, force: true, maxRetries: 10 })
      lock?.[Symbol.dispose]()
      if (created !== undefined) await removeEmptyDirectories(parent, created)
    },
  }
}

/** From `directory` up to `last`, as far as nothing else is in them. */
async function removeEmptyDirectories(directory: string, last: string): Promise<void> {
  try {
    await rmdir(directory)
    if (directory !== last) await removeEmptyDirectories(path.dirname(directory), last)
  } catch {
    // It has a snapshot, or another command uses it.
  }
}

/** Changes the manifest of a snapshot. */
export async function changeManifest(
  { directory, manifest }: StoredSnapshot,
  changes: { readonly reason?: SnapshotReason; readonly unsuccessful?: undefined },
): Promise<void> {
  const file = path.join(directory, MANIFEST_FILE)
  const temporary = path.join(directory, `${MANIFEST_FILE}.new`)
  const content = `${JSON.stringify({ ...manifest, ...changes }, null, 2)}\n`
  await writeFile(temporary, content, { mode: 0o600, flush: true })
  await rename(temporary, file)
}

/** Deletes a snapshot: it is no longer listed from the first moment on. */
export async function deleteSnapshot({ directory }: Pick<StoredSnapshot, 'directory'>): Promise<void> {
  const removed = path.join(path.dirname(directory), `${REMOVED_PREFIX}${randomBytes(6).toString('hex')}`)
  await rename(directory, removed)
  await rm(removed, { recursive: true, force: true })
}

/** Whoever checks the lock holds it for a moment. */
async function lockDirectory(directory: string): Promise<FileLock | undefined> {
  return waitForFileLock(path.join(directory, LOCK_FILE))
}

async function removeAbandoned(parent: string): Promise<void> {
  // Without locks, it is not known what is abandoned.
  if (!areFileLocksSupported(parent)) return
  const names = await readdir(parent)
  await Promise.all(
    names.map(async (name) => {
      const location = path.join(parent, name)
      const isAbandoned =
        name.startsWith(REMOVED_PREFIX) ||
        (name.startsWith(STAGING_PREFIX) && !isFileLocked(path.join(location, LOCK_FILE)))
      if (isAbandoned) await rm(location, { recursive: true, force: true })
    }),
  )
}

/** Makes a rename survive a power failure, where directories can be synchronized. */
async function syncDirectory(directory: string): Promise<void> {
  try {
    await using handle = await open(directory, 'r')
    await handle.sync()
  } catch {
    // Not supported on this system.
  }
}
