import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { checkEngines } from './check-engines.js'
import { prepareDynamodbLocal } from './dynamodb-local.js'
import { toLocalEndpoint } from './local-endpoint.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'

const DYNOXIDE_FILE = 'dynamodb.sqlite'
const DYNAMODB_LOCAL_FILE = 'shared-local-instance.db'

/**
 * Runs dynoxide, a static binary based on SQLite, or AWS's DynamoDB Local on platforms without a dynoxide
 * binary. Existing data is only opened by the engine that created it.
 */
export const dynamodbEmbedded: EmbeddedRecipe<'dynamodb'> = {
  stopSignal: 'SIGTERM',
  async prepare(request, dataDirectory) {
    const binary = findInstalledPackage(`@dynoxide/${process.platform}-${process.arch}`)
    const files = await readdir(dataDirectory).catch((): string[] => [])
    if (binary === undefined && files.includes(DYNOXIDE_FILE)) throw dynoxideMissingError(dataDirectory)
    if (binary === undefined || (files.includes(DYNAMODB_LOCAL_FILE) && !files.includes(DYNOXIDE_FILE))) {
      const launch = await prepareDynamodbLocal(request, dataDirectory)
      if ('problem' in launch) throw engineUnavailableError(launch.problem)
      return launch
    }
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
    return {
      command: path.join(binary.directory, 'dynoxide'),
      args: [
        'serve',
        '--host',
        '127.0.0.1',
        '--port',
        String(request.port),
        '--db-path',
        path.join(dataDirectory, DYNOXIDE_FILE),
      ],
      engine: `dynoxide ${binary.version} (embedded)`,
    }
  },
  toEndpoint: toLocalEndpoint,
  check: checkEngines,
}

function engineUnavailableError(problem: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: `No embedded DynamoDB engine is available for ${process.platform}-${process.arch}.`,
    detail: `The optional package @dynoxide/${process.platform}-${process.arch} is not installed. ${problem}`,
    suggestion:
      'Install Java 17 or newer, run npm install with optional dependencies, or run homemanager up --provider docker.',
  })
}

function dynoxideMissingError(dataDirectory: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.DATA_VERSION_MISMATCH, {
    message: `The data in ${dataDirectory} was created by dynoxide, which is not installed.`,
    suggestion:
      'Run npm install with optional dependencies, or delete the data with homemanager down --volumes.',
  })
}
