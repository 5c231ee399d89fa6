import { DescribeTableCommand, ResourceNotFoundException, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { DataStore, FamilyIds, StoredRecord, UndeliveredEvent } from '../data-store.js'
import { AdaptiveLanes } from './adaptive-lanes.js'
import { batchWrite } from './batch-write.js'
import { dynamodbOutbox } from './dynamodb-outbox.js'
import { deleteMark, readMarks, writeMark } from './dynamodb-marks.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type RawItem, rawItems, storedItem, storedItems } from './stored-item.js'

/** Worlds in the DynamoDB table. Items are put, so a batch that is written twice is written once. */
export function dynamodbDataStore(store: DynamodbStore): DataStore {
  const lanes = new AdaptiveLanes()
  return {
    name: 'dynamodb',
    batchRecords: 2500,
    marks: () => readMarks(store),
    putMark: (mark) => writeMark(store, mark),
    removeMark: (world) => deleteMark(store, world),
    async load(batch, mark) {
      const puts = sortedByKey(rawItems(batch)).map((Item) => ({ PutRequest: { Item } }))
      await batchWrite(store, puts, lanes)
      await writeMark(store, mark)
    },
    scan: () => scan(store),
    lacks: () => lackingTable(store),
    stored: storedItems,
    undelivered: (before) => undelivered(store, before),
    removeFamilies: (families) => removeFamilies(store, families, lanes),
  }
}

/** Neighbours in the table go together: an engine over one file then touches fewer of its pages. */
function sortedByKey(items: RawItem[]): RawItem[] {
  const keyed = items.map((item) => ({ item, key: `${item['PK']?.S}|${item['SK']?.S}` }))
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item)
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
  for await (const items of rawPages(store)) yield items.map(storedItem)
}

async function* rawPages(store: DynamodbStore): AsyncGenerator<readonly RawItem[]> {
  let start: RawItem | undefined
  do {
    const page = await store.client.send(
      new ScanCommand({
        TableName: store.table,
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    )
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
  lanes: AdaptiveLanes,
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
      store,
      own.flatMap(({ PK, SK }) => (PK && SK ? [{ DeleteRequest: { Key: { PK, SK } } }] : [])),
      lanes,
    )
    removed += own.length
  }
  return removed
}
