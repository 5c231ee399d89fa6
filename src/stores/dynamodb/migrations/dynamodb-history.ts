import {
  type AttributeValue,
  CreateTableCommand,
  type PutItemInput,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import { migrationLockLost } from '../../contracts/migration-locked.js'
import type { HistoryEntry } from '../../contracts/migration-store.js'
import type { SchemaRecord } from '../../contracts/schema-object.js'
import { waitUntilActive } from '../client/wait-until-active.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { isMissingTable } from '../client/is-missing-table.js'
import { isConditionFailed, type ItemWriter } from '../client/item-writer.js'
import { toHistoryTableName, SCHEMA_ITEM_KEY } from './read-history.js'

/** Requests the creation of the history table; does not wait until it is active. Does nothing if it exists. */
export async function createHistoryTable(store: DynamodbStore): Promise<void> {
  try {
    await store.client.send(
      new CreateTableCommand({
        TableName: toHistoryTableName(store.table),
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'PK', AttributeType: 'S' },
          { AttributeName: 'SK', AttributeType: 'S' },
        ],
      }),
    )
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
}

/** Runs `work`; creates the history table and runs it again if the table is missing. */
export async function withHistoryTable<T>(
  store: DynamodbStore,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isMissingTable(error)) throw error
  }
  await createHistoryTable(store)
  await waitUntilActive(store.client, toHistoryTableName(store.table), {
    timeoutMs: 60_000,
    signal,
    onProgress: () => {},
  })
  return await work()
}

/** Writes an entry; fails if a later holder of the lock has written it. */
export async function writeHistoryEntry(
  writer: ItemWriter,
  fence: number,
  entry: HistoryEntry,
): Promise<void> {
  const { id, ...rest } = entry
  await putWithFence(writer, fence, {
    PK: { S: 'MIGRATION' },
    SK: { S: id },
    outcome: { S: entry.outcome },
    entry: { S: JSON.stringify(rest) },
  })
}

/** `table` is the todo table. */
export async function writeSchemaRecord(
  writer: ItemWriter,
  fence: number,
  record: SchemaRecord,
  table: string,
): Promise<void> {
  await putWithFence(writer, fence, {
    ...SCHEMA_ITEM_KEY,
    schema_key: { S: record.key },
    table: { S: table },
    record: { S: JSON.stringify(record) },
  })
}

export async function deleteHistoryEntry(writer: ItemWriter, fence: number, id: string): Promise<void> {
  await throwIfLockLost(
    writer.delete({ Key: { PK: { S: 'MIGRATION' }, SK: { S: id } }, ...fenceCondition(fence) }),
  )
}

async function putWithFence(
  writer: ItemWriter,
  fence: number,
  item: Readonly<Record<string, AttributeValue>>,
): Promise<void> {
  await throwIfLockLost(
    writer.put({ Item: { ...item, fence: { N: String(fence) } }, ...fenceCondition(fence) }),
  )
}

/** The condition that no later holder of the lock has written the item. */
function fenceCondition(
  fence: number,
): Pick<PutItemInput, 'ConditionExpression' | 'ExpressionAttributeValues'> {
  return {
    ConditionExpression: 'attribute_not_exists(PK) OR fence <= :fence',
    ExpressionAttributeValues: { ':fence': { N: String(fence) } },
  }
}

async function throwIfLockLost(write: Promise<void>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw isConditionFailed(error) ? migrationLockLost('dynamodb', error) : error
  }
}
