import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createTestDatabases } from '../../../test/support/test-databases.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { checkExternalServers } from './check-external-servers.js'

test('doctor reports what external servers lack, and says nothing of local engines', async () => {
  await using databases = await createTestDatabases()
  const home = await createTemporaryDirectory('homemanager-doctor-')
  const local = createTestConfig(home)
  expect(await checkExternalServers(local)).toEqual([])
  expect(await checkExternalServers({ ...local, provider: 'external' })).toMatchObject([
    { check: 'servers', message: expect.stringContaining('HOMEMANAGER_POSTGRES_URL') as string },
  ])
  const { postgres, mongo, dynamodb } = databases.endpoints
  const config: ResolvedConfig = {
    ...local,
    provider: 'external',
    postgres: { ...local.postgres, url: postgres.url },
    mongo: { ...local.mongo, url: mongo.url },
    dynamodb: { ...local.dynamodb, ...dynamodb },
  }
  expect(await checkExternalServers(config)).toMatchObject([
    { check: 'postgres', status: 'ok', message: expect.stringContaining('ms per request') as string },
    { check: 'dynamodb', status: 'ok' },
    { check: 'mongo', status: 'ok' },
  ])
  const wrong = new URL(postgres.url)
  wrong.password = 'wrong'
  const [found] = await checkExternalServers({ ...config, postgres: { ...config.postgres, url: wrong.href } })
  expect(found).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('password authentication failed') as string,
    fix: 'Run homemanager probe --only postgres for all results.',
  })
  await rm(home, { recursive: true })
})
