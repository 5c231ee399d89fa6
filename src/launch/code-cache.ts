import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import type { Script } from 'node:vm'
import { crc32 } from 'node:zlib'
import { getCacheDirectory } from '../core/cache-directory.js'
import { tryWriteFileAtomic } from '../core/write-file-atomic.js'
import { getPackagePath } from '../core/package-path.js'

/** V8's compiled code of one file of the bundle. */
export interface CodeCache {
  /** From an earlier run. V8 itself rejects data of another version. */
  readonly data: Buffer | undefined
  /** Schedules saving this run's code at exit, including functions that were compiled lazily. */
  save(script: Script): void
}

/** Appended to each file: V8 does not check its input and crashes on corrupt code. */
const CHECKSUM_BYTES = 4
/** Of builds and flags. Each takes a few megabytes. */
const MAX_DIRECTORIES = 10

const pendingScripts = new Map<string, Script>()
const WITHOUT_CACHE: CodeCache = { data: undefined, save: () => {} }
/** Null if this user can write to none. */
let cacheDirectory: string | null | undefined

export function openCodeCache(file: string): CodeCache {
  cacheDirectory ??= findDirectory()
  if (cacheDirectory === null) return WITHOUT_CACHE
  const location = join(cacheDirectory, basename(file))
  return {
    data: readCachedData(location),
    save(script) {
      if (pendingScripts.size === 0) process.once('exit', flushCodeCache)
      pendingScripts.set(location, script)
    },
  }
}

/** Writes the scheduled code. Runs at exit; a long-running process calls it when idle. */
export function flushCodeCache(): void {
  for (const [location, script] of pendingScripts)
    tryWriteFileAtomic(location, appendChecksum(script.createCachedData()))
  if (pendingScripts.size > 0 && typeof cacheDirectory === 'string')
    removeOldDirectories(dirname(cacheDirectory))
  pendingScripts.clear()
}

/**
 * One directory per build, and per version and flags of V8, since their code is incompatible: with `--max-old-space-size` in
 * `NODE_OPTIONS`, for example, V8 rejects what it compiled without. And one per installation: the code has the paths of its files,
 * which stack traces show.
 */
function findDirectory(): string | null {
  const build = readFileSync(getPackagePath('dist/bundle/build-id'), 'utf8')
  const digest = createHash('sha256')
    .update(
      `${process.version} ${process.arch} ${cachedDataVersionTag()} ${build} ${getPackagePath('dist/bundle')}`,
    )
    .digest('hex')
  try {
    return join(getCacheDirectory(), 'code', digest.slice(0, 16))
  } catch {
    // A command that needs such a directory for its own work reports the problem.
    return null
  }
}

/** Reads only files that this user owns, because they are executed. */
function readCachedData(location: string): Buffer | undefined {
  let file: number | undefined
  try {
    file = openSync(location, 'r')
    return fstatSync(file).uid === process.getuid?.() ? verifyChecksum(readFileSync(file)) : undefined
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Returns the data if its checksum matches; after a power failure the file may be incomplete. */
function verifyChecksum(content: Buffer): Buffer | undefined {
  const end = content.length - CHECKSUM_BYTES
  if (end < 0) return undefined
  const data = content.subarray(0, end)
  return content.readUInt32LE(end) === crc32(data) ? data : undefined
}

function appendChecksum(data: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32LE(crc32(data))
  return Buffer.concat([data, checksum])
}

/** Keeps those that were written last. */
function removeOldDirectories(parent: string): void {
  try {
    const byAge = readdirSync(parent)
      .map((name) => join(parent, name))
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    for (const old of byAge.slice(MAX_DIRECTORIES)) rmSync(old, { recursive: true, force: true })
  } catch {
    // Another process is removing the same directories.
  }
}
