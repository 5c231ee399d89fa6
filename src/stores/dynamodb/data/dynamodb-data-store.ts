import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import type { DataStore, FamilyIds, StoredRecord, UndeliveredEvent } from '../../contracts/data-store.js'
import { SCAN_PAGE_SIZE } from '../../scan-page-size.js'
import { batchWrite } from '../client/batch-write.js'
import { dynamodbOutbox } from '../outbox/dynamodb-outbox.js'
import { deleteCheckpoint, readCheckpoints, writeCheckpoint } from './dynamodb-checkpoints.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { type ItemBatchWriter, openItemBatchWriter } from '../client/item-batch-writer.js'
import { scanTable } from '../client/scan-table.js'
import { forgetDeletions } from './forget-deletions.js'
import { removeTraces } from './remove-traces.js'
import { isBookkeepingItem } from './is-bookkeeping-item.js'
import { isEmpty } from './is-empty.js'
import { listChangedAttributes } from './list-changed-attributes.js'
import { listOtherTables } from './list-other-tables.js'
import { rehearseLoad } from './rehearse-load.js'
import { replaceItems } from './replace-items.js'
import { toStoredItem, toStoredItems } from './to-stored-item.js'

/** Small, so that items are collected soon after they were created; a multiple of the items per request. */
const RECORDS_PER_BATCH = 500

/** Loads datasets into the DynamoDB table. Writing a batch twice is idempotent, since items are put. */
export function dynamodbDataStore(store: DynamodbStore, entities: EntityRegistry): DataStore {
  const writer = openItemBatchWriter(store)
  return {
    name: 'dynamodb',
    entities,
    recordsPerBatch: RECORDS_PER_BATCH,
    get maxConcurrentBatches() {
      // Enough for all concurrent requests, plus one batch in reserve.
      return 1 + Math.ceil((writer.concurrency.limit * writer.maxItems) / RECORDS_PER_BATCH)
    },
    isEmpty: () => isEmpty(store),
    readCheckpoints: () => readCheckpoints(store),
    writeCheckpoint: (checkpoint) => writeCheckpoint(store, checkpoint),
    deleteCheckpoint: (dataset) => deleteCheckpoint(store, dataset),
    checkpointsAtomically: false,
    async load(batch, _, signal) {
      for (const { plural } of entities.ofStore('dynamodb')) {
        const records: readonly object[] = batch[plural] ?? []
        await batchWrite(writer, records, (record) => ({ PutRequest: { Item: marshall(record) } }), signal)
      }
    },
    replace: (batch, stored, signal) => replaceItems(writer, entities, batch, stored, signal),
    forgetDeletions: (deleted) => forgetDeletions(store, deleted, writer),
    scan: () => scanRecords(store, entities),
    listOtherData: () => listOtherTables(store),
    isBookkeeping: isBookkeepingItem,
    listMissingTables: () => listMissingTables(store),
    toStoredRecords: (batch) => toStoredItems(batch, entities),
    listChangedFields: listChangedAttributes,
    listUndeliveredEvents: (before) => listUndeliveredEvents(store, before),
    rehearse: ({ load = {} }) => rehearseLoad(store, entities, load),
    removeFamilies: (families) => removeFamilies(store, families, writer),
    removeTraces: (deleted) => removeTraces(scanTable(store), deleted, writer),
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

async function* scanRecords(
  store: DynamodbStore,
  entities: EntityRegistry,
): AsyncGenerator<readonly StoredRecord[]> {
  for await (const items of scanTable(store)) {
    for (let start = 0; start < items.length; start += SCAN_PAGE_SIZE) {
      yield items.slice(start, start + SCAN_PAGE_SIZE).map((item) => toStoredItem(item, entities))
    }
  }
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
      message: `Event ${event.id} (${event.type}) is undelivered in ${location}.`,
    }))
}

/** Scans the table once: a todo belongs to a family through its own partition or its owner's. */
async function removeFamilies(
  store: DynamodbStore,
  families: readonly FamilyIds[],
  writer: ItemBatchWriter,
): Promise<number> {
  const partitions = new Set<string | undefined>()
  for (const { id, userIds } of families) {
    partitions.add(`FAMILY#${id}`)
    for (const userId of userIds) {
      partitions.add(`USER#${userId}`)
      partitions.add(`MEMBER#${userId}`)
    }
  }
  let removed = 0
  for await (const items of scanTable(store)) {
    const matching = items.filter(
      (item) => partitions.has(item['PK']?.S) || partitions.has(item['GSI1PK']?.S),
    )
    await batchWrite(
      writer,
      matching.flatMap(({ PK, SK }) => (PK && SK ? [{ PK, SK }] : [])),
      (Key) => ({ DeleteRequest: { Key } }),
    )
    removed += matching.length
  }
  return removed
}
