import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  PutItemCommand,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { lockLost } from '../migration-locked.js'
import type { LedgerEntry } from '../migration-store.js'
import type { SchemaRecord } from '../schema-object.js'
import { awaitActive } from './await-active.js'
import type { DynamodbStore } from './dynamodb-store.js'
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
    if (!(error instanceof ResourceNotFoundException)) throw error
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
export async function writeEntry(store: DynamodbStore, fence: number, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  await put(store, fence, {
    PK: { S: 'MIGRATION' },
    SK: { S: id },
    outcome: { S: entry.outcome },
    entry: { S: JSON.stringify(rest) },
  })
}

export async function writeSchemaRecord(
  store: DynamodbStore,
  fence: number,
  record: SchemaRecord,
): Promise<void> {
  await put(store, fence, {
    ...SCHEMA_KEY,
    schema_key: { S: record.key },
    record: { S: JSON.stringify(record) },
  })
}

export async function deleteEntry(store: DynamodbStore, fence: number, id: string): Promise<void> {
  await fenced(
    store.client.send(
      new DeleteItemCommand({
        TableName: ledgerTable(store.table),
        Key: { PK: { S: 'MIGRATION' }, SK: { S: id } },
        ConditionExpression: 'attribute_not_exists(PK) OR fence <= :fence',
        ExpressionAttributeValues: { ':fence': { N: String(fence) } },
      }),
    ),
  )
}

async function put(
  store: DynamodbStore,
  fence: number,
  item: Readonly<Record<string, AttributeValue>>,
): Promise<void> {
  await fenced(
    store.client.send(
      new PutItemCommand({
        TableName: ledgerTable(store.table),
        Item: { ...item, fence: { N: String(fence) } },
        ConditionExpression: 'attribute_not_exists(PK) OR fence <= :fence',
        ExpressionAttributeValues: { ':fence': { N: String(fence) } },
      }),
    ),
  )
}

async function fenced(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw error instanceof ConditionalCheckFailedException ? lockLost('dynamodb', error) : error
  }
}
