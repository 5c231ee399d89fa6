import { HomeError } from '../../../core/home-error.js'
import { findOnPath } from '../../../core/find-on-path.js'
import { getPackagePath } from '../../../core/package-path.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import type { StartRequest } from '../../../providers/provider.js'
import type { EngineLaunch } from '../../../providers/embedded/embedded-recipe.js'
import { isVersionAtLeast } from '../../../core/is-version-at-least.js'
import { getGlibcVersion, MIN_GLIBC_VERSION } from './glibc-version.js'
import { type DataEngine, readDataEngine } from './data-engine.js'
import { findEnginePackage, findNativePackage, NATIVE_PACKAGE } from './embedded-engine-package.js'
import { ensureGlibcRuntime } from './glibc-runtime.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

/** A way to serve MongoDB. */
export interface MongoProgram extends DataEngine {
  launch(dataDirectory: string, port: number): EngineLaunch
}

/** Resolves to a program, or to the reason why it is not available. */
type MongoProgramFinder = (request: StartRequest) => Promise<MongoProgram | string>

const MONGO_PROGRAM_FINDERS: readonly (readonly [DataEngine['kind'], MongoProgramFinder])[] = [
  ['mongod', findInstalledMongod],
  ['embedded', findEmbeddedEngine],
  ['mongod', findDownloadedMongod],
]

/**
 * The first available of: a `mongod` on PATH, the embedded engine (with a newer C library if required), a downloaded
 * `mongod`. Existing data is only opened by the program that created it; throws `DATA_VERSION_MISMATCH` without it.
 */
export async function findMongoProgram(request: StartRequest, dataDirectory: string): Promise<MongoProgram> {
  const data = readDataEngine(dataDirectory)
  const reasons: string[] = []
  for (const [kind, find] of MONGO_PROGRAM_FINDERS) {
    if (data !== undefined && data.kind !== kind) continue
    const result = await find(request)
    request.signal.throwIfAborted()
    if (typeof result === 'string') reasons.push(result)
    else if (data === undefined || isSameRelease(data, result)) return result
    else reasons.push(`The mongod that was found is version ${result.version}.`)
  }
  if (data !== undefined) throw dataEngineMissing(dataDirectory, data, reasons)
  throw new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: `MongoDB cannot run on this machine (${process.platform}-${process.arch}).`,
    detail: reasons.map((reason) => `- ${reason}`).join('\n'),
    suggestion:
      'Install MongoDB so that mongod is on PATH, run homemanager up --provider docker, or set HOMEMANAGER_MONGO_URL.',
  })
}

/** mongod opens data of its own release, and of the previous one only if that was prepared for it. */
function isSameRelease(data: DataEngine, program: DataEngine): boolean {
  const toRelease = ({ version }: DataEngine): string => version.split('.').slice(0, 2).join('.')
  return data.kind === 'embedded' || data.version === '' || toRelease(data) === toRelease(program)
}

function dataEngineMissing(
  dataDirectory: string,
  { kind, version }: DataEngine,
  reasons: readonly string[],
): HomeError {
  const creator = kind === 'embedded' ? 'the embedded MongoDB engine' : `mongod ${version}`.trim()
  return new HomeError(PROVIDER_ERRORS.DATA_VERSION_MISMATCH, {
    message: `The data in ${dataDirectory} was created by ${creator}, which is not available.`,
    detail: reasons.map((reason) => `- ${reason}`).join('\n'),
    suggestion: `Install ${creator}, or delete the data with homemanager down --volumes.`,
  })
}

async function findInstalledMongod(request: StartRequest): Promise<MongoProgram | string> {
  const found = findOnPath('mongod')
  if (found === undefined) return 'mongod was not found on PATH.'
  const { ok, output } = await runProgram(found, ['--version'], { signal: request.signal })
  if (!ok) return `${found} failed to run: ${output.trim().split('\n')[0] ?? ''}`
  return toMongodProgram(found, /v(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? '')
}

async function findEmbeddedEngine(request: StartRequest): Promise<MongoProgram | string> {
  const engine = findEnginePackage()
  if (engine === undefined || findNativePackage() === undefined) {
    return `The optional package ${NATIVE_PACKAGE} is not installed. It is available for Linux x64, Linux arm64 and macOS arm64.`
  }
  const { version } = engine
  const name = `MongoDB engine ${version} (embedded)`
  // Always the compiled file, also when this module runs from the sources, as in tests.
  const host = getPackagePath('dist/bundle/mongo-host.cjs')
  const launch = { command: process.execPath, args: [host], engine: name }
  const glibc = getGlibcVersion()
  if (process.platform !== 'linux' || (glibc !== undefined && isVersionAtLeast(glibc, MIN_GLIBC_VERSION))) {
    return toHostProgram(launch, version)
  }
  const runtime = await ensureGlibcRuntime(request)
  if ('problem' in runtime) {
    return `The embedded engine requires glibc ${MIN_GLIBC_VERSION} or newer; this system has ${glibc ?? 'a different C library'}. ${runtime.problem}`
  }
  const args = ['--library-path', runtime.libraryPath, process.execPath, host]
  return toHostProgram({ command: runtime.loaderPath, args, engine: name }, version)
}

async function findDownloadedMongod(request: StartRequest): Promise<MongoProgram | string> {
  const { downloadMongod } = await import('./download-mongod.js')
  const download = await downloadMongod(request)
  return 'problem' in download ? download.problem : toMongodProgram(download.file, download.version)
}

function toMongodProgram(command: string, version: string): MongoProgram {
  return {
    kind: 'mongod',
    version,
    launch: (dataDirectory, port) => ({
      command,
      args: ['--dbpath', dataDirectory, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      engine: `mongod ${version} (embedded)`,
    }),
  }
}

function toHostProgram(base: EngineLaunch, version: string): MongoProgram {
  return {
    kind: 'embedded',
    version,
    launch: (dataDirectory, port) => ({ ...base, args: [...base.args, dataDirectory, String(port)] }),
  }
}
