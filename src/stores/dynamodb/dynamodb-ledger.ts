import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { lockLost } from '../migration-locked.js'
import type { Ledger, LedgerEntry } from '../migration-store.js'
import type { SchemaRecord } from '../schema-object.js'
import { awaitActive } from './await-active.js'
import type { DynamodbStore } from './dynamodb-store.js'

const SCHEMA_KEY: Record<string, AttributeValue> = { PK: { S: 'MIGRATION' }, SK: { S: '#schema' } }

/** The table of the ledger and the lock: its own, since the table of the data is itself made by a migration. */
export function ledgerTable(store: DynamodbStore): string {
  return `${store.table}-migrations`
}

/** Makes the ledger's table; whoever makes it first, all use it. */
export async function createLedger(store: DynamodbStore, signal: AbortSignal): Promise<void> {
  try {
    await store.client.send(
      new CreateTableCommand({
        TableName: ledgerTable(store),
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
  await awaitActive(store.client, ledgerTable(store), { timeoutMs: 60_000, signal, onProgress: () => {} })
}

export async function readLedger(store: DynamodbStore): Promise<Ledger> {
  const entries: LedgerEntry[] = []
  let schemaKey: string | undefined
  let start: Record<string, AttributeValue> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await store.client.send(
      new QueryCommand({
        TableName: ledgerTable(store),
        KeyConditionExpression: 'PK = :pk',
        ProjectionExpression: 'SK, entry, schema_key',
        ExpressionAttributeValues: { ':pk': { S: 'MIGRATION' } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    for (const item of Items) {
      if (item['schema_key']) schemaKey = item['schema_key'].S
      if (item['entry']?.S === undefined) continue
      const rest: Omit<LedgerEntry, 'id'> = JSON.parse(item['entry'].S)
      entries.push({ ...rest, id: item['SK']?.S ?? '' })
    }
    start = LastEvaluatedKey
  } while (start !== undefined)
  return { entries, ...(schemaKey === undefined ? {} : { schemaKey }) }
}

/** The ledger, or nothing where its table is missing. */
export async function readLedgerIfAny(store: DynamodbStore): Promise<Ledger> {
  try {
    return await readLedger(store)
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { entries: [] }
    throw error
  }
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

export async function readSchemaRecord(store: DynamodbStore): Promise<SchemaRecord | undefined> {
  try {
    const { Item } = await store.client.send(
      new GetItemCommand({ TableName: ledgerTable(store), Key: SCHEMA_KEY, ConsistentRead: true }),
    )
    const text = Item?.['record']?.S
    if (text === undefined) return undefined
    const record: SchemaRecord = JSON.parse(text)
    return record
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
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
        TableName: ledgerTable(store),
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
        TableName: ledgerTable(store),
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
