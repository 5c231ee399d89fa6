import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DataStore, FamilyIds, StoredRecord, UndeliveredEvent } from '../data-store.js'
import { SCAN_PAGE } from '../scan-page.js'
import { batchWrite } from './batch-write.js'
import { dynamodbOutbox } from './dynamodb-outbox.js'
import { deleteMark, readMarks, writeMark } from './dynamodb-marks.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type ItemWrites, openItemWrites } from './item-writes.js'
import { type ScanPage, scanPage } from './plain-json.js'
import { type RawItem, storedItem, storedItems } from './stored-item.js'

/** Small, so that items are garbage soon after they were made, of requests of which the last is rarely half empty. */
const BATCH = 500

/** Worlds in the DynamoDB table. Items are put, so a batch that is written twice is written once. */
export function dynamodbDataStore(store: DynamodbStore): DataStore {
  const writes = openItemWrites(store)
  return {
    name: 'dynamodb',
    batchRecords: BATCH,
    get batchesAtOnce() {
      // Enough for all lanes, and one more that waits.
      return 1 + Math.ceil((writes.lanes.lanes * writes.most) / BATCH)
    },
    marks: () => readMarks(store),
    putMark: (mark) => writeMark(store, mark),
    removeMark: (world) => deleteMark(store, world),
    loadsMark: false,
    async load(batch, _, signal) {
      const { todos = [] } = batch
      await batchWrite(writes, todos, (todo) => ({ PutRequest: { Item: marshall(todo) } }), signal)
    },
    scan: () => scan(store),
    lacks: () => lackingTable(store),
    stored: storedItems,
    undelivered: (before) => undelivered(store, before),
    removeFamilies: (families) => removeFamilies(store, families, writes),
  }
}

async function lackingTable(store: DynamodbStore): Promise<readonly string[]> {
  try {
    await store.client.send(new DescribeTableCommand({ TableName: store.table }))
    return []
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [store.table]
    throw error
  }
}

async function* scan(store: DynamodbStore): AsyncGenerator<readonly StoredRecord[]> {
  for await (const items of rawPages(store)) {
    for (let start = 0; start < items.length; start += SCAN_PAGE) {
      yield items.slice(start, start + SCAN_PAGE).map(storedItem)
    }
  }
}

async function* rawPages(store: DynamodbStore): AsyncGenerator<readonly RawItem[]> {
  let start: RawItem | undefined
  do {
    const page: ScanPage = await scanPage(store, start)
    yield page.Items ?? []
    start = page.LastEvaluatedKey
  } while (start)
}

async function undelivered(store: DynamodbStore, before: Date): Promise<readonly UndeliveredEvent[]> {
  const entries = await dynamodbOutbox(store).read(1000)
  return entries
    .filter(({ event }) => event.time < before.toISOString())
    .map(({ event, place }) => ({
      id: event.id,
      message: `Event ${event.id} (${event.type}) waits in ${place}.`,
    }))
}

/** One pass over the table: a todo belongs to a family by its own word or by its owner's. */
async function removeFamilies(
  store: DynamodbStore,
  families: readonly FamilyIds[],
  writes: ItemWrites,
): Promise<number> {
  const partitions = new Set<string | undefined>()
  for (const { id, userIds } of families) {
    partitions.add(`FAMILY#${id}`)
    for (const userId of userIds) partitions.add(`USER#${userId}`)
  }
  let removed = 0
  for await (const items of rawPages(store)) {
    const own = items.filter((item) => partitions.has(item['PK']?.S) || partitions.has(item['GSI1PK']?.S))
    await batchWrite(
      writes,
      own.flatMap(({ PK, SK }) => (PK && SK ? [{ PK, SK }] : [])),
      (Key) => ({ DeleteRequest: { Key } }),
    )
    removed += own.length
  }
  return removed
}
