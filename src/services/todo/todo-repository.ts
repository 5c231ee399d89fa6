import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { retry } from '../../core/retry.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { outboxItem } from '../../domain/outbox-item.js'
import type { TodoItem } from '../../domain/todo-item.js'

/** The table as the todo service writes it: every change is one transaction with its event. */
export interface TodoRepository {
  find(id: string): Promise<TodoItem | undefined>
  /** `also` is written in the same transaction. */
  insert(item: TodoItem, event: EventEnvelope, also?: readonly TransactWriteItem[]): Promise<WriteOutcome>
  /** Moves it when its keys have changed. `conflict`: it is no longer what `before` says. */
  replace(before: TodoItem, after: TodoItem, event: EventEnvelope): Promise<WriteOutcome>
  remove(before: TodoItem, event: EventEnvelope): Promise<WriteOutcome>
}

export type WriteOutcome = 'done' | 'conflict'

export function todoRepository(client: DynamoDBClient, table: string): TodoRepository {
  const put = (item: object, condition?: Partial<TransactWriteItem['Put']>): TransactWriteItem => ({
    Put: { TableName: table, Item: marshall(item, { removeUndefinedValues: true }), ...condition },
  })
  const write = async (items: readonly TransactWriteItem[]): Promise<WriteOutcome> => transact(client, items)
  return {
    async find(id) {
      return retry(async () => findOnce(client, table, id), {
        attempts: 3,
        baseMs: 10,
        maxMs: 50,
        retryable: (error) => error instanceof MovedMeanwhile,
      })
    },
    async insert(item, event, also = []) {
      return write([put(item, ABSENT), put(outboxItem(event)), ...also])
    },
    async replace(before, after, event) {
      const same = before.PK === after.PK && before.SK === after.SK
      return write([
        ...(same
          ? [put(after, unchanged(before))]
          : [{ Delete: { TableName: table, Key: keyOf(before), ...unchanged(before) } }, put(after, ABSENT)]),
        put(outboxItem(event)),
      ])
    },
    async remove(before, event) {
      return write([
        { Delete: { TableName: table, Key: keyOf(before), ...unchanged(before) } },
        put(outboxItem(event)),
      ])
    },
  }
}

class MovedMeanwhile extends Error {}

/** By id: the keys from GSI4, then the item itself, as it is now. */
async function findOnce(client: DynamoDBClient, table: string, id: string): Promise<TodoItem | undefined> {
  const { Items: found } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'GSI4',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
      Limit: 1,
    }),
  )
  const { PK, SK } = found?.[0] ?? {}
  if (PK === undefined || SK === undefined) return undefined
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { PK, SK }, ConsistentRead: true }),
  )
  // Another key by now, or deleted: the next look at the index tells.
  if (item === undefined) throw new MovedMeanwhile(`Todo ${id} is no longer at ${SK.S}.`)
  return unmarshall(item) as TodoItem
}

const ABSENT = { ConditionExpression: 'attribute_not_exists(PK)' }

function unchanged(before: TodoItem): {
  ConditionExpression: string
  ExpressionAttributeNames: Record<string, string>
  ExpressionAttributeValues: Record<string, { N: string }>
} {
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': { N: String(before.version) } },
  }
}

function keyOf(item: TodoItem): { PK: { S: string }; SK: { S: string } } {
  return { PK: { S: item.PK }, SK: { S: item.SK } }
}

async function transact(client: DynamoDBClient, items: readonly TransactWriteItem[]): Promise<WriteOutcome> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }))
    return 'done'
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = error.CancellationReasons?.map((reason) => reason.Code) ?? []
    if (reasons.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict'))
      return 'conflict'
    throw error
  }
}
