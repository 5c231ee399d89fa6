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
import type { LeaseRecord, LeaseTable } from '../lease.js'
import { lockLost } from '../migration-locked.js'
import type { LedgerEntry } from '../migration-store.js'
import { awaitActive } from './await-active.js'
import type { DynamodbStore } from './dynamodb-store.js'

const LOCK_KEY: Record<string, AttributeValue> = { PK: { S: 'LOCK' }, SK: { S: 'LOCK' } }

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

export async function readLedger(store: DynamodbStore): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  let start: Record<string, AttributeValue> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await store.client.send(
      new QueryCommand({
        TableName: ledgerTable(store),
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'MIGRATION' } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    for (const item of Items) {
      const rest: Omit<LedgerEntry, 'id'> = JSON.parse(item['entry']?.S ?? '{}')
      entries.push({ ...rest, id: item['SK']?.S ?? '' })
    }
    start = LastEvaluatedKey
  } while (start !== undefined)
  return entries
}

/** The ledger, or nothing where its table is missing. */
export async function readLedgerIfAny(store: DynamodbStore): Promise<readonly LedgerEntry[]> {
  try {
    return await readLedger(store)
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return []
    throw error
  }
}

/** Writes an entry unless a later holder of the lock has written it. */
export async function writeEntry(store: DynamodbStore, fence: number, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  await fenced(
    store.client.send(
      new PutItemCommand({
        TableName: ledgerTable(store),
        Item: {
          PK: { S: 'MIGRATION' },
          SK: { S: id },
          outcome: { S: entry.outcome },
          fence: { N: String(fence) },
          entry: { S: JSON.stringify(rest) },
        },
        ConditionExpression: 'attribute_not_exists(PK) OR fence <= :fence',
        ExpressionAttributeValues: { ':fence': { N: String(fence) } },
      }),
    ),
  )
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

export function dynamodbLeaseTable(store: DynamodbStore): LeaseTable {
  return {
    store: 'dynamodb',
    async read() {
      const { Item } = await store.client.send(
        new GetItemCommand({ TableName: ledgerTable(store), Key: LOCK_KEY, ConsistentRead: true }),
      )
      const text = Item?.['record']?.S
      if (text === undefined) return undefined
      const record: LeaseRecord = JSON.parse(text)
      return record
    },
    async replace(seen, next) {
      const same = seen && { ':token': { S: seen.token }, ':beat': { N: String(seen.beat) } }
      try {
        await store.client.send(
          new PutItemCommand({
            TableName: ledgerTable(store),
            Item: {
              ...LOCK_KEY,
              token: { S: next.token },
              beat: { N: String(next.beat) },
              record: { S: JSON.stringify(next) },
            },
            ...(same
              ? { ConditionExpression: '#t = :token AND beat = :beat', ExpressionAttributeValues: same }
              : { ConditionExpression: 'attribute_not_exists(PK)' }),
            ...(same ? { ExpressionAttributeNames: { '#t': 'token' } } : {}),
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
  }
}

async function fenced(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw error instanceof ConditionalCheckFailedException ? lockLost('dynamodb', error) : error
  }
}
