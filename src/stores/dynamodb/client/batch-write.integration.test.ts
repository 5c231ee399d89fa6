import { paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { createKeyedTable } from '../../../../test/support/create-keyed-table.js'
import { AdaptiveConcurrency } from './adaptive-concurrency.js'
import { batchWrite } from './batch-write.js'
import { type DynamodbStore, openDynamodbStore } from './dynamodb-store.js'
import { openItemBatchWriter } from './item-batch-writer.js'
import type { ItemWrite } from './raw-json.js'

const ITEMS = 230
/** Sixty of these exceed the size limit of one request. */
const LONG = 'x'.repeat(100_000)

const put = (n: number): ItemWrite => ({
  PutRequest: { Item: { PK: { S: `P${n}` }, text: { S: n < 60 ? LONG : 'short' } } },
})
const drop = (n: number): ItemWrite => ({ DeleteRequest: { Key: { PK: { S: `P${n}` } } } })

const NUMBERS = Array.from({ length: ITEMS }, (_, n) => n)

test('items beyond the limits of one request are written, rewritten and deleted', async () => {
  await using context = await createTestTable()
  const write = async (toWrite: (n: number) => ItemWrite, limit: number): Promise<void> =>
    batchWrite(
      { ...openItemBatchWriter(context.store), concurrency: new AdaptiveConcurrency(limit) },
      NUMBERS,
      toWrite,
    )
  await write(put, 1)
  expect(await countKeys(context.store)).toBe(ITEMS)
  await write(put, 4)
  expect(await countKeys(context.store)).toBe(ITEMS)
  await write(drop, 2)
  expect(await countKeys(context.store)).toBe(0)
})

test('an invalid item is rejected with the reason, and its request writes nothing', async () => {
  await using context = await createTestTable()
  await context.store.client.send(
    new PutItemCommand({ TableName: context.store.table, Item: { PK: { S: 'before' } } }),
  )
  const noKey: ItemWrite = { PutRequest: { Item: { text: { S: 'no key' } } } }
  const writing = batchWrite(openItemBatchWriter(context.store), NUMBERS.slice(0, 20), (n) =>
    n === 10 ? noKey : put(n),
  )
  await expect(writing).rejects.toThrow(/key/i)
  expect(await countKeys(context.store)).toBe(1)
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
