import { readdir } from 'node:fs/promises'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { checkEngines } from './check-engines.js'
import { DYNAMODB_LOCAL_NAME, prepareDynamodbLocal } from './dynamodb-local.js'
import { DYNOXIDE_FILE, getDynoxideName, prepareDynoxide } from './dynoxide.js'
import { toFrontedLaunch } from './fronted-launch.js'
import { toEmbeddedEndpoint } from './local-endpoint.js'

const DYNAMODB_LOCAL_FILE = 'shared-local-instance.db'

/**
 * Behind a front that checks access (`dynamodb-front.ts`), runs dynoxide, a static binary based on SQLite, or AWS's DynamoDB
 * Local on platforms without a dynoxide binary. Existing data is only opened by the engine that created it.
 */
export const dynamodbEmbedded: EmbeddedRecipe<'dynamodb'> = {
  stopSignal: 'SIGTERM',
  async identify() {
    return getDynoxideName() ?? DYNAMODB_LOCAL_NAME
  },
  async prepare(request, dataDirectory) {
    const files = await readdir(dataDirectory).catch((): string[] => [])
    const hasOtherData = files.includes(DYNAMODB_LOCAL_FILE) && !files.includes(DYNOXIDE_FILE)
    const address = { host: '{host}', port: '{port}' }
    const dynoxide = hasOtherData ? undefined : await prepareDynoxide(dataDirectory, address)
    if (dynoxide === undefined && files.includes(DYNOXIDE_FILE)) throw dynoxideMissingError(dataDirectory)
    const launch = dynoxide ?? (await prepareDynamodbLocal(request, dataDirectory))
    if ('problem' in launch) throw engineUnavailableError(launch.problem)
    return toFrontedLaunch(request, launch)
  },
  toEndpoint: toEmbeddedEndpoint,
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
