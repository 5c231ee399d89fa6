import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Script } from 'node:vm'
import { crc32 } from 'node:zlib'
import { getCacheDirectory } from '../core/cache-directory.js'
import { tryWriteFileAtomic } from '../core/write-file-atomic.js'
import { getPackagePath } from '../core/package-path.js'

/** V8's code of one file of the bundle. */
export interface CodeCache {
  /** As an earlier run left it; V8 itself refuses what another version made. */
  readonly data: Buffer | undefined
  /** Has the code of this run kept for the next one, functions included that were compiled on the way. */
  save(script: Script): void
}

/** At the end of each file. V8 trusts what it is given, and crashes on damaged code. */
const CHECKSUM_BYTES = 4
/** So many builds keep theirs, a few megabytes each. */
const MAX_CACHED_BUILDS = 5

const pendingScripts = new Map<string, Script>()
let cacheDirectory: string | undefined

export function openCodeCache(file: string): CodeCache {
  const location = join((cacheDirectory ??= getBuildCacheDirectory()), basename(file))
  return {
    data: readCachedData(location),
    save(script) {
      if (pendingScripts.size === 0) process.once('exit', flushCodeCache)
      pendingScripts.set(location, script)
    },
  }
}

/** Writes what is to be kept. It happens at the end of the process; one that lives long calls it when it has time. */
export function flushCodeCache(): void {
  for (const [location, script] of pendingScripts)
    tryWriteFileAtomic(location, appendChecksum(script.createCachedData()))
  if (pendingScripts.size > 0 && cacheDirectory !== undefined) removeOldBuilds(dirname(cacheDirectory))
  pendingScripts.clear()
}

/** One for each build and each Node, so that no two mix. */
function getBuildCacheDirectory(): string {
  const build = readFileSync(getPackagePath('dist/bundle/build-id'), 'utf8')
  const engine = createHash('sha256').update(`${process.version} ${process.arch} ${build}`).digest('hex')
  return join(getCacheDirectory(), 'code', engine.slice(0, 16))
}

/** Only the user's own: it is code. */
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

/** What was kept, if it still is what was kept: a machine that lost its power may have written half of it. */
function verifyChecksum(kept: Buffer): Buffer | undefined {
  const end = kept.length - CHECKSUM_BYTES
  if (end < 0) return undefined
  const data = kept.subarray(0, end)
  return kept.readUInt32LE(end) === crc32(data) ? data : undefined
}

function appendChecksum(data: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32LE(crc32(data))
  return Buffer.concat([data, checksum])
}

/** Of builds that nobody uses any more nothing stays for good. */
function removeOldBuilds(builds: string): void {
  try {
    const byAge = readdirSync(builds)
      .map((name) => join(builds, name))
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    for (const old of byAge.slice(MAX_CACHED_BUILDS)) rmSync(old, { recursive: true, force: true })
  } catch {
    // Another process does the same.
  }
}
