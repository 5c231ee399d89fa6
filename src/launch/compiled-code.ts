import { createHash } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Script } from 'node:vm'
import { cacheFolder } from '../core/cache-folder.js'
import { packageFile } from '../core/package-file.js'

/** V8's code of one file of the bundle. */
export interface CompiledCode {
  /** As an earlier run left it; V8 itself refuses what another version made. */
  readonly data: Buffer | undefined
  /** Has the code of this run kept for the next one, functions included that were compiled on the way. */
  keep(script: Script): void
}

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
  for (const [place, script] of toKeep) write(place, script.createCachedData())
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
    return fstatSync(file).uid === process.getuid?.() ? readFileSync(file) : undefined
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Complete or not at all. Where it cannot be written, the next run compiles again. */
function write(place: string, data: Buffer): void {
  const temporary = `${place}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
    writeFileSync(temporary, data, { mode: 0o600 })
    renameSync(temporary, place)
  } catch {
    // A full disk or a home that takes no files is no reason to fail.
  }
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
