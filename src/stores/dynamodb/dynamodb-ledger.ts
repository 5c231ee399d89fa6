import {
  type AttributeValue,
  CreateTableCommand,
  type PutItemInput,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import { lockLost } from '../migration-locked.js'
import type { LedgerEntry } from '../migration-store.js'
import type { SchemaRecord } from '../schema-object.js'
import { awaitActive } from './await-active.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { isMissingTable } from './is-missing-table.js'
import { isConditionFailed, type ItemWriter } from './item-writer.js'
import { ledgerTable, SCHEMA_KEY } from './read-ledger.js'

/** Asks for the ledger's table, which may take a while to be there. Whoever made it, all use the one. */
export async function createLedger(store: DynamodbStore): Promise<void> {
  try {
    await store.client.send(
      new CreateTableCommand({
        TableName: ledgerTable(store.table),
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

/** Does what needs the ledger's table, which is made where it is missing. */
export async function withLedger<T>(
  store: DynamodbStore,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isMissingTable(error)) throw error
  }
  await createLedger(store)
  await awaitActive(store.client, ledgerTable(store.table), {
    timeoutMs: 60_000,
    signal,
    onProgress: () => {},
  })
  return await work()
}

/** Writes an entry unless a later holder of the lock has written it. */
export async function writeEntry(writer: ItemWriter, fence: number, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  await put(writer, fence, {
    PK: { S: 'MIGRATION' },
    SK: { S: id },
    outcome: { S: entry.outcome },
    entry: { S: JSON.stringify(rest) },
  })
}

export async function writeSchemaRecord(
  writer: ItemWriter,
  fence: number,
  record: SchemaRecord,
): Promise<void> {
  await put(writer, fence, {
    ...SCHEMA_KEY,
    schema_key: { S: record.key },
    record: { S: JSON.stringify(record) },
  })
}

export async function deleteEntry(writer: ItemWriter, fence: number, id: string): Promise<void> {
  await fenced(writer.delete({ Key: { PK: { S: 'MIGRATION' }, SK: { S: id } }, ...notLater(fence) }))
}

async function put(
  writer: ItemWriter,
  fence: number,
  item: Readonly<Record<string, AttributeValue>>,
): Promise<void> {
  await fenced(writer.put({ Item: { ...item, fence: { N: String(fence) } }, ...notLater(fence) }))
}

/** The condition that no later holder of the lock has written. */
function notLater(fence: number): Pick<PutItemInput, 'ConditionExpression' | 'ExpressionAttributeValues'> {
  return {
    ConditionExpression: 'attribute_not_exists(PK) OR fence <= :fence',
    ExpressionAttributeValues: { ':fence': { N: String(fence) } },
  }
}

async function fenced(write: Promise<void>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw isConditionFailed(error) ? lockLost('dynamodb', error) : error
  }
}
