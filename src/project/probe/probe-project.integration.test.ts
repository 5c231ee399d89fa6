import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startDynamodbFront } from '../../../test/support/aws/start-dynamodb-front.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { getStaticKeys } from '../../../test/support/get-static-keys.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { createMigratedStores, type MigratedStores } from '../../../test/support/migrated-stores.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { openDynamodbStore } from '../../stores/dynamodb/client/dynamodb-store.js'
import { probeProject } from './probe-project.js'

const config = createTestConfig('/nowhere')
const options = {
  only: STORE_NAMES,
  write: true,
  signal: new AbortController().signal,
  onStore: () => {},
}

let databases: MigratedStores

beforeAll(async () => {
  databases = await createMigratedStores()
})

afterAll(async () => {
  await databases[Symbol.asyncDispose]()
})

test('nothing is missing on local engines, and nothing is left behind', async () => {
  const { stores } = databases
  const report = await probeProject(config, stores, options)
  expect(report.items.flatMap(({ checks }) => checks.filter(({ status }) => status === 'missing'))).toEqual(
    [],
  )
  expect(report.ok).toBe(true)
  await expectToMatchSchema('probe', report)
  expect(report.items[2]?.checks).toContainEqual(
    expect.objectContaining({ check: 'validators', status: 'ok' }),
  )
  const { rows } = await stores.postgres.pool.query(
    "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'homemanager_probe%'",
  )
  expect(rows).toEqual([])
  const collections = await stores.mongo.db.listCollections({ name: /^homemanager_probe/ }).toArray()
  expect(collections).toEqual([])
})

test('a denied IAM action is named', async () => {
  const local = getStaticKeys(databases.endpoints.dynamodb)
  await using front = await startDynamodbFront(local)
  onTestFinished(() => void vi.unstubAllEnvs())
  for (const [name, value] of [
    ['AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE'],
    ['AWS_SECRET_ACCESS_KEY', 'secret'],
  ] as const)
    vi.stubEnv(name, value)
  front.keys = new Map([['AKIAEXAMPLE', { secretAccessKey: 'secret' }]])
  front.denied.add('dynamodb:Scan').add('dynamodb:CreateTable')
  await using dynamodb = openDynamodbStore({
    endpoint: front.url,
    region: 'eu-central-1',
    table: local.table,
    credentials: 'default',
  })
  const report = await probeProject(
    config,
    { ...databases.stores, dynamodb },
    { ...options, only: ['dynamodb'] },
  )
  expect(report.ok).toBe(false)
  const missing = report.items[0]?.checks.filter(({ status }) => status === 'missing')
  expect(missing?.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['dynamodb:Scan', 'dynamodb:CreateTable']),
  )
})
