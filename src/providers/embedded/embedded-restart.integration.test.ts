import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { createKeyedTable } from '../../../test/support/create-keyed-table.js'
import { createDedicatedEngines } from '../../../test/support/dedicated-engines.js'
import type { DynamodbEndpoint } from '../../core/store-types.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { openDynamodbStore } from '../../stores/dynamodb/client/dynamodb-store.js'
import { openMongoStore } from '../../stores/mongo/client/mongo-store.js'
import { openPostgresStore } from '../../stores/postgres/client/postgres-store.js'
import type { EngineRecord } from '../provider.js'
import { getEnginePaths } from './engine-paths.js'
import { loadProvider } from '../../project/components/load-provider.js'

const embeddedProvider = await loadProvider('embedded')

/** Longer than the maximum paths of a Unix socket and of SQLite, and with characters that are special in a shell. */
const AWKWARD_DIRECTORY = `a home with spaces, 'quotes' and $dollars${`/${'long-'.repeat(30)}`.repeat(4)}`

const KEY = { PK: { S: 'USER#1' } }

const stopMethods = {
  'kill -9': async (record: EngineRecord) => {
    process.kill(record.process?.pid ?? 0, 'SIGKILL')
    while (await embeddedProvider.isRunning(record)) await new Promise((resolve) => setTimeout(resolve, 5))
  },
  stop: async (record: EngineRecord) => embeddedProvider.stop(record, 10_000),
}

test.skipIf(process.platform !== 'linux')(
  'an engine is found although the command that started it was killed before it knew the process',
  async () => {
    await using engines = await createDedicatedEngines(AWKWARD_DIRECTORY)
    const started = await Promise.all(STORE_NAMES.map(async (store) => engines.start(store)))
    for (const { store } of started) {
      const { recordFile } = getEnginePaths(store, engines.config.home)
      const { process: _, ...rest } = JSON.parse(await readFile(recordFile, 'utf8')) as { process: object }
      await writeFile(recordFile, JSON.stringify(rest))
    }
    const found = (await embeddedProvider.find?.(engines.config)) ?? []
    const toPid = (record: EngineRecord): number | undefined => record.process?.pid
    expect(found.map(toPid)).toEqual(started.map(toPid))
  },
)

describe.each(Object.entries(stopMethods))(
  'after %s and a restart, the data is available',
  (_name, stopEngine) => {
    test('in PostgreSQL', async () => {
      await using engines = await createDedicatedEngines(AWKWARD_DIRECTORY)
      const first = await engines.start('postgres')
      await withPostgres(first.endpoint.url, 'CREATE TABLE t AS SELECT 7 AS seven')
      await stopEngine(first)
      expect(await embeddedProvider.isRunning(first)).toBe(false)

      const second = await engines.start('postgres')
      expect(await embeddedProvider.isRunning(second)).toBe(true)
      expect(await withPostgres(second.endpoint.url, 'SELECT seven FROM t')).toEqual([{ seven: 7 }])
    })

    test('in DynamoDB', async () => {
      await using engines = await createDedicatedEngines(AWKWARD_DIRECTORY)
      const first = await engines.start('dynamodb')
      await writeItem(first.endpoint)
      await stopEngine(first)
      const second = await engines.start('dynamodb')
      expect(await readItem(second.endpoint)).toEqual(KEY)
    })

    test('in MongoDB', async () => {
      await using engines = await createDedicatedEngines(AWKWARD_DIRECTORY)
      const first = await engines.start('mongo')
      {
        await using store = openMongoStore(first.endpoint)
        await store.db.collection<{ _id: string }>('expenses').insertOne({ _id: 'one' })
      }
      await stopEngine(first)

      const second = await engines.start('mongo')
      await using store = openMongoStore(second.endpoint)
      expect(await store.db.collection('expenses').find().toArray()).toEqual([{ _id: 'one' }])
    })
  },
)

async function withPostgres(url: string, statement: string): Promise<unknown[]> {
  await using store = openPostgresStore({ url })
  return (await store.pool.query(statement)).rows
}

async function writeItem(endpoint: DynamodbEndpoint): Promise<void> {
  await using store = openDynamodbStore(endpoint)
  await createKeyedTable(store)
  await store.client.send(new PutItemCommand({ TableName: store.table, Item: KEY }))
}

async function readItem(endpoint: DynamodbEndpoint): Promise<unknown> {
  await using store = openDynamodbStore(endpoint)
  return (await store.client.send(new GetItemCommand({ TableName: store.table, Key: KEY }))).Item
}
