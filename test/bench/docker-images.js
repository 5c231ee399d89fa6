import { spawnSync } from 'node:child_process'

/** The test images if they are built, else the official ones; the same for both programs. */
export const IMAGES =
  spawnSync('docker', ['image', 'inspect', 'homemanager-test/postgres:15']).status === 0
    ? {
        HOMEMANAGER_POSTGRES_IMAGE: 'homemanager-test/postgres:15',
        HOMEMANAGER_DYNAMODB_IMAGE: 'homemanager-test/dynamodb-local:latest',
        HOMEMANAGER_MONGO_IMAGE: 'homemanager-test/mongo:7',
      }
    : {}
