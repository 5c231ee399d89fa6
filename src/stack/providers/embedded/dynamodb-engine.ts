import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { EmbeddedEngine } from './embedded-engine.js'
import { dynamodbLocal } from './dynamodb-local.js'
import { installedPackage } from './installed-package.js'

/** DynamoDB by dynoxide, one static binary over SQLite; by AWS's own jar where there is no binary for the platform. */
export const dynamodbEngine: EmbeddedEngine = {
  gentleSignal: 'SIGTERM',
  async prepare(request, dataFolder) {
    const binary = installedPackage(`@dynoxide/${process.platform}-${process.arch}`)
    if (binary === undefined) {
      const launch = await dynamodbLocal(request, dataFolder)
      if ('problem' in launch) throw noEngine(launch.problem)
      return launch
    }
    await mkdir(dataFolder, { recursive: true, mode: 0o700 })
    return {
      command: path.join(binary.folder, 'dynoxide'),
      args: [
        'serve',
        '--host',
        '127.0.0.1',
        '--port',
        String(request.port),
        '--db-path',
        path.join(dataFolder, 'dynamodb.sqlite'),
      ],
      engine: `dynoxide ${binary.version} (embedded)`,
    }
  },
  record(config, running) {
    const { region, table, accessKeyId, secretAccessKey } = config.dynamodb
    return {
      store: 'dynamodb',
      endpoint: {
        endpoint: `http://127.0.0.1:${running.port}`,
        region,
        table,
        accessKeyId,
        secretAccessKey,
      },
      ...running,
    }
  },
}

function noEngine(problem: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: `There is no embedded DynamoDB for ${process.platform}-${process.arch}.`,
    detail: `The optional package @dynoxide/${process.platform}-${process.arch} is not installed. ${problem}`,
    suggestion:
      'Install Java 17 or newer, or run npm install with optional dependencies, or homemanager up --provider docker.',
  })
}
