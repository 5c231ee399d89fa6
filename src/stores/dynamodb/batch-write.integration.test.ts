import { paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createTestDatabases } from '../../../test/support/test-databases.js'
import { createKeyedTable } from '../../../test/support/create-keyed-table.js'
import { AdaptiveConcurrency } from './adaptive-concurrency.js'
import { batchWrite } from './batch-write.js'
import { type DynamodbStore, openDynamodbStore } from './dynamodb-store.js'
import { openItemBatchWriter } from './item-batch-writer.js'
import type { ItemWrite } from './raw-json.js'

const ITEMS = 230
/** Together more than one request may carry. */
const LONG = 'x'.repeat(100_000)

const put = (n: number): ItemWrite => ({
  PutRequest: { Item: { PK: { S: `P${n}` }, text: { S: n < 60 ? LONG : 'short' } } },
})
const drop = (n: number): ItemWrite => ({ DeleteRequest: { Key: { PK: { S: `P${n}` } } } })

const NUMBERS = Array.from({ length: ITEMS }, (_, n) => n)

test('more items than a request takes, and longer ones, are all written, again without harm, and deleted', async () => {
  await using scene = await createTestTable()
  const write = async (writeOf: (n: number) => ItemWrite, lanes: number): Promise<void> =>
    batchWrite(
      { ...openItemBatchWriter(scene.store), concurrency: new AdaptiveConcurrency(lanes) },
      NUMBERS,
      writeOf,
    )
  await write(put, 1)
  expect(await countKeys(scene.store)).toBe(ITEMS)
  await write(put, 4)
  expect(await countKeys(scene.store)).toBe(ITEMS)
  await write(drop, 2)
  expect(await countKeys(scene.store)).toBe(0)
})

test('an item that cannot be is refused with the reason, and its request changes nothing', async () => {
  await using scene = await createTestTable()
  await scene.store.client.send(
    new PutItemCommand({ TableName: scene.store.table, Item: { PK: { S: 'before' } } }),
  )
  const noKey: ItemWrite = { PutRequest: { Item: { text: { S: 'no key' } } } }
  const writing = batchWrite(openItemBatchWriter(scene.store), NUMBERS.slice(0, 20), (n) =>
    n === 10 ? noKey : put(n),
  )
  await expect(writing).rejects.toThrow(/key/i)
  expect(await countKeys(scene.store)).toBe(1)
})

async function createTestTable(): Promise<AsyncDisposable & { readonly store: DynamodbStore }> {
  const engines = await createTestDatabases()
  const store = openDynamodbStore(engines.endpoints.dynamodb)
  await createKeyedTable(store)
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await engines[Symbol.asyncDispose]()
    },
  }
}

async function countKeys({ client, table: TableName }: DynamodbStore): Promise<number> {
  let count = 0
  for await (const page of paginateScan({ client }, { TableName })) count += page.Count ?? 0
  return count
}
