import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { createTestDatabases } from '../../../test/support/test-databases.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import { openStores } from '../../stores/open-stores.js'
import type { StartRequest } from '../provider.js'
import { assertAddresses } from './assert-addresses.js'
import type { ExternalRecipe } from './external-recipe.js'
import { loadProvider } from '../../project/components/load-provider.js'

const externalProvider = await loadProvider('external')

const config = createTestConfig('/nowhere')

test('connects to running engines and does not stop them', async () => {
  await using engines = await createTestDatabases()
  const { postgres, dynamodb, mongo } = engines.endpoints
  const external: ResolvedConfig = {
    ...config,
    postgres: { ...config.postgres, url: postgres.url },
    dynamodb: { ...config.dynamodb, ...dynamodb },
    mongo: { ...config.mongo, url: mongo.url },
  }
  for (const store of STORE_NAMES) {
    const record = await externalProvider.start(startRequest(store, external))
    expect(record.endpoint).toEqual(engines.endpoints[store])
    expect(await externalProvider.isRunning(record)).toBe(true)
    await externalProvider.stop(record, 0)
    await externalProvider.removeData(store, external)
  }
  await using stores = await openStores(engines.endpoints)
  for (const store of STORE_NAMES) expect(await stores[store].ping()).toHaveProperty('version')
})

test('an unreachable address fails at once, without revealing its password', async () => {
  const port = await reserveFreePort()
  const url = `postgres://ada:secret@127.0.0.1:${port}/home`
  const closed = { ...config, postgres: { ...config.postgres, url } }
  await expect(externalProvider.start(startRequest('postgres', closed))).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: `Cannot connect to postgres at 127.0.0.1:${port}.`,
    suggestion: expect.stringContaining('HOMEMANAGER_POSTGRES_URL') as string,
  })
})

test('all missing addresses are one error', () => {
  const getRecipe = (store: StoreName): ExternalRecipe => getStoreDriver(store).external
  expect(() => assertAddresses(STORE_NAMES, config, getRecipe)).toThrow(
    expect.objectContaining({
      code: 'EXTERNAL_ADDRESS_MISSING',
      message: 'The external provider requires the addresses of postgres, dynamodb, mongo.',
      detail: expect.stringContaining(
        'mongo: HOMEMANAGER_MONGO_URL, or mongo.url in homemanager.yaml',
      ) as string,
    }) as Error,
  )
})

test('a missing address is an error', async () => {
  await expect(externalProvider.start(startRequest('mongo', config))).rejects.toMatchObject({
    code: 'EXTERNAL_ADDRESS_MISSING',
    exitCode: 2,
  })
})

function startRequest(store: StartRequest['store'], chosen: ResolvedConfig): StartRequest {
  return { store, config: chosen, port: 0, signal: new AbortController().signal, onProgress: () => {} }
}
