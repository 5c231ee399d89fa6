import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { createTestConfig } from '../../../../test/support/create-test-config.js'
import { migrateStores } from '../../../migrations/migrate-stores.js'
import { compareStoreSettings } from '../../../migrations/store-settings.js'
import type { ResolvedConfig } from '../../../config/resolved-config.js'

test('migrations apply the settings of a table, and differences are found', async () => {
  await using databases = await createMigratedStores()
  const { stores } = databases
  const { client, table, endpoint } = stores.dynamodb
  const configure = (settings: Partial<ResolvedConfig['dynamodb']>): ResolvedConfig => {
    const config = createTestConfig('/project')
    return { ...config, dynamodb: { ...config.dynamodb, endpoint: endpoint.endpoint, ...settings } }
  }
  const config = configure({
    tableClass: 'STANDARD_INFREQUENT_ACCESS',
    deletionProtection: true,
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecovery: true,
    tags: { team: 'home', cost: 12 },
  })
  const changes = [
    { name: 'dynamodb.tableClass', from: 'STANDARD', to: 'STANDARD_INFREQUENT_ACCESS' },
    { name: 'dynamodb.deletionProtection', from: 'false', to: 'true' },
    { name: 'dynamodb.stream', from: 'off', to: 'NEW_AND_OLD_IMAGES' },
    // Local engines do not have it.
    { name: 'dynamodb.pointInTimeRecovery', from: null, to: 'true' },
    { name: 'dynamodb.tags', from: 'none', to: 'cost=12, team=home' },
  ].map((change) => ({ store: 'dynamodb', ...change }))
  expect(await compareStoreSettings(stores, { config })).toEqual(changes)
  const report = await migrateStores(stores, { config })
  expect(report).toMatchObject({ ok: true, items: [], settings: changes })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }))
  expect(Table).toMatchObject({
    TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
    DeletionProtectionEnabled: true,
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  })
  expect((await compareStoreSettings(stores, { config })).map(({ name }) => name)).toEqual([
    'dynamodb.pointInTimeRecovery',
  ])

  const other = configure({
    stream: 'KEYS_ONLY',
    deletionProtection: false,
    billingMode: 'PROVISIONED',
    readCapacity: 7,
  })
  await migrateStores(stores, { config: other })
  expect(await compareStoreSettings(stores, { config: other })).toEqual([])

  const refused = await migrateStores(stores, { config, protectedStores: ['dynamodb'] })
  expect(refused.problems).toMatchObject([{ store: 'dynamodb', error: { code: 'TARGET_PROTECTED' } }])
  // An engine of homemanager keeps its settings.
  const own = {
    ...config,
    dynamodb: { ...config.dynamodb, endpoint: undefined },
  } as unknown as ResolvedConfig
  expect(await compareStoreSettings(stores, { config: own })).toEqual([])
})
