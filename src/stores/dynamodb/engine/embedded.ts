import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { checkEngines } from './check-engines.js'
import { prepareDynamodbLocal } from './dynamodb-local.js'
import { prepareDynoxide } from './dynoxide.js'
import { toFrontedLaunch } from './fronted-launch.js'
import { toEmbeddedEndpoint } from './local-endpoint.js'

/** Behind a front that checks access (`dynamodb-front.ts`), runs dynoxide, a static binary based on SQLite, or AWS's DynamoDB Local on platforms without a dynoxide binary. */
export const dynamodbEmbedded: EmbeddedRecipe<'dynamodb'> = {
  stopSignal: 'SIGTERM',
  async prepare(request, dataDirectory) {
    const dynoxide = await prepareDynoxide(dataDirectory, { host: '{host}', port: '{port}' })
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
