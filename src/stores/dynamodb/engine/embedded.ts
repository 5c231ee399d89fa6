import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { checkEngines } from './check-engines.js'
import { prepareDynamodbLocal } from './dynamodb-local.js'
import { toLocalEndpoint } from './local-endpoint.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'

/** Runs dynoxide, a static binary based on SQLite, or AWS's DynamoDB Local on platforms without a dynoxide binary. */
export const dynamodbEmbedded: EmbeddedRecipe<'dynamodb'> = {
  stopSignal: 'SIGTERM',
  async prepare(request, dataDirectory) {
    const binary = findInstalledPackage(`@dynoxide/${process.platform}-${process.arch}`)
    if (binary === undefined) {
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
        path.join(dataDirectory, 'dynamodb.sqlite'),
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
