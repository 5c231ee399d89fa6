import { paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { freshEngines } from '../../../test/support/engines.js'
import { makeKeyedTable } from '../../../test/support/keyed-table.js'
import { AdaptiveLanes } from './adaptive-lanes.js'
import { batchWrite } from './batch-write.js'
import { type DynamodbStore, openDynamodbStore } from './dynamodb-store.js'
import { openItemWrites } from './item-writes.js'
import type { WriteOfItem } from './plain-json.js'

const ITEMS = 230
/** Together more than one request may carry. */
const LONG = 'x'.repeat(100_000)

const put = (n: number): WriteOfItem => ({
  PutRequest: { Item: { PK: { S: `P${n}` }, text: { S: n < 60 ? LONG : 'short' } } },
})
const drop = (n: number): WriteOfItem => ({ DeleteRequest: { Key: { PK: { S: `P${n}` } } } })

const NUMBERS = Array.from({ length: ITEMS }, (_, n) => n)

test('more items than a request takes, and longer ones, are all written, again without harm, and deleted', async () => {
  await using scene = await tableScene()
  const write = async (writeOf: (n: number) => WriteOfItem, lanes: number): Promise<void> =>
    batchWrite({ ...openItemWrites(scene.store), lanes: new AdaptiveLanes(lanes) }, NUMBERS, writeOf)
  await write(put, 1)
  expect(await keysIn(scene.store)).toBe(ITEMS)
  await write(put, 4)
  expect(await keysIn(scene.store)).toBe(ITEMS)
  await write(drop, 2)
  expect(await keysIn(scene.store)).toBe(0)
})

test('an item that cannot be is refused with the reason, and its request changes nothing', async () => {
  await using scene = await tableScene()
  await scene.store.client.send(
    new PutItemCommand({ TableName: scene.store.table, Item: { PK: { S: 'before' } } }),
  )
  const noKey: WriteOfItem = { PutRequest: { Item: { text: { S: 'no key' } } } }
  const writing = batchWrite(openItemWrites(scene.store), NUMBERS.slice(0, 20), (n) =>
    n === 10 ? noKey : put(n),
  )
  await expect(writing).rejects.toThrow(/key/i)
  expect(await keysIn(scene.store)).toBe(1)
})

async function tableScene(): Promise<AsyncDisposable & { readonly store: DynamodbStore }> {
  const engines = await freshEngines()
  const store = openDynamodbStore(engines.endpoints.dynamodb)
  await makeKeyedTable(store)
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await engines[Symbol.asyncDispose]()
    },
  }
}

async function keysIn({ client, table: TableName }: DynamodbStore): Promise<number> {
  let count = 0
  for await (const page of paginateScan({ client }, { TableName })) count += page.Count ?? 0
  return count
}
