import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DataStore, FamilyIds, StoredRecord, UndeliveredEvent } from '../data-store.js'
import { SCAN_PAGE_SIZE } from '../scan-page-size.js'
import { batchWrite } from './batch-write.js'
import { dynamodbOutbox } from './dynamodb-outbox.js'
import { deleteCheckpoint, readCheckpoints, writeCheckpoint } from './dynamodb-checkpoints.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type ItemBatchWriter, openItemBatchWriter } from './item-batch-writer.js'
import { type ScanPage, scanPage } from './raw-json.js'
import { type RawItem, toStoredItem, toStoredItems } from './to-stored-item.js'

/** Small, so that items are garbage soon after they were made, of requests of which the last is rarely half empty. */
const RECORDS_PER_BATCH = 500

/** Worlds in the DynamoDB table. Items are put, so a batch that is written twice is written once. */
export function dynamodbDataStore(store: DynamodbStore): DataStore {
  const writes = openItemBatchWriter(store)
  return {
    name: 'dynamodb',
    recordsPerBatch: RECORDS_PER_BATCH,
    get maxConcurrentBatches() {
      // Enough for all lanes, and one more that waits.
      return 1 + Math.ceil((writes.concurrency.lanes * writes.maxItems) / RECORDS_PER_BATCH)
    },
    readCheckpoints: () => readCheckpoints(store),
    writeCheckpoint: (checkpoint) => writeCheckpoint(store, checkpoint),
    deleteCheckpoint: (dataset) => deleteCheckpoint(store, dataset),
    checkpointsAtomically: false,
    async load(batch, _, signal) {
      const { todos = [] } = batch
      await batchWrite(writes, todos, (todo) => ({ PutRequest: { Item: marshall(todo) } }), signal)
    },
    scan: () => scanRecords(store),
    listMissingTables: () => listMissingTables(store),
    toStoredRecords: toStoredItems,
    listUndeliveredEvents: (before) => listUndeliveredEvents(store, before),
    removeFamilies: (families) => removeFamilies(store, families, writes),
  }
}

async function listMissingTables(store: DynamodbStore): Promise<readonly string[]> {
  try {
    await store.client.send(new DescribeTableCommand({ TableName: store.table }))
    return []
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [store.table]
    throw error
  }
}

async function* scanRecords(store: DynamodbStore): AsyncGenerator<readonly StoredRecord[]> {
  for await (const items of scanRawPages(store)) {
    for (let start = 0; start < items.length; start += SCAN_PAGE_SIZE) {
      yield items.slice(start, start + SCAN_PAGE_SIZE).map(toStoredItem)
    }
  }
}

async function* scanRawPages(store: DynamodbStore): AsyncGenerator<readonly RawItem[]> {
  let start: RawItem | undefined
  do {
    const page: ScanPage = await scanPage(store, start)
    yield page.Items ?? []
    start = page.LastEvaluatedKey
  } while (start)
}

async function listUndeliveredEvents(
  store: DynamodbStore,
  before: Date,
): Promise<readonly UndeliveredEvent[]> {
  const entries = await dynamodbOutbox(store).read(1000)
  return entries
    .filter(({ event }) => event.time < before.toISOString())
    .map(({ event, location }) => ({
      id: event.id,
      message: `Event ${event.id} (${event.type}) waits in ${location}.`,
    }))
}

/** One pass over the table: a todo belongs to a family by its own word or by its owner's. */
async function removeFamilies(
  store: DynamodbStore,
  families: readonly FamilyIds[],
  writes: ItemBatchWriter,
): Promise<number> {
  const partitions = new Set<string | undefined>()
  for (const { id, userIds } of families) {
    partitions.add(`FAMILY#${id}`)
    for (const userId of userIds) partitions.add(`USER#${userId}`)
  }
  let removed = 0
  for await (const items of scanRawPages(store)) {
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
