import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Script } from 'node:vm'
import { crc32 } from 'node:zlib'
import { cacheFolder } from '../core/cache-folder.js'
import { keepFile } from '../core/keep-file.js'
import { packageFile } from '../core/package-file.js'

/** V8's code of one file of the bundle. */
export interface CompiledCode {
  /** As an earlier run left it; V8 itself refuses what another version made. */
  readonly data: Buffer | undefined
  /** Has the code of this run kept for the next one, functions included that were compiled on the way. */
  keep(script: Script): void
}

/** At the end of each file. V8 trusts what it is given, and crashes on damaged code. */
const CHECKSUM_BYTES = 4
/** So many builds keep theirs, a few megabytes each. */
const BUILDS = 5

const toKeep = new Map<string, Script>()
let folder: string | undefined

export function compiledCode(file: string): CompiledCode {
  const place = join((folder ??= placeOfBuild()), basename(file))
  return {
    data: read(place),
    keep(script) {
      if (toKeep.size === 0) process.once('exit', keepCompiledCode)
      toKeep.set(place, script)
    },
  }
}

/** Writes what is to be kept. It happens at the end of the process; one that lives long calls it when it has time. */
export function keepCompiledCode(): void {
  for (const [place, script] of toKeep) keepFile(place, withChecksum(script.createCachedData()))
  if (toKeep.size > 0 && folder !== undefined) dropOldest(dirname(folder))
  toKeep.clear()
}

/** One for each build and each Node, so that no two mix. */
function placeOfBuild(): string {
  const build = readFileSync(packageFile('dist/bundle/build-id'), 'utf8')
  const engine = createHash('sha256').update(`${process.version} ${process.arch} ${build}`).digest('hex')
  return join(cacheFolder(), 'code', engine.slice(0, 16))
}

/** Only the user's own: it is code. */
function read(place: string): Buffer | undefined {
  let file: number | undefined
  try {
    file = openSync(place, 'r')
    return fstatSync(file).uid === process.getuid?.() ? whole(readFileSync(file)) : undefined
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** What was kept, if it still is what was kept: a machine that lost its power may have written half of it. */
function whole(kept: Buffer): Buffer | undefined {
  const end = kept.length - CHECKSUM_BYTES
  if (end < 0) return undefined
  const data = kept.subarray(0, end)
  return kept.readUInt32LE(end) === crc32(data) ? data : undefined
}

function withChecksum(data: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32LE(crc32(data))
  return Buffer.concat([data, checksum])
}

/** Of builds that nobody uses any more nothing stays for good. */
function dropOldest(builds: string): void {
  try {
    const byAge = readdirSync(builds)
      .map((name) => join(builds, name))
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    for (const old of byAge.slice(BUILDS)) rmSync(old, { recursive: true, force: true })
  } catch {
    // Another process does the same.
  }
}
