import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { retry } from '../../../core/retry.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { toOutboxItem } from '../../../domain/outbox-item.js'
import type { TodoItem } from '../../../domain/entities/todo.js'
import { todoById } from '../access-patterns/todo-patterns.js'

/** Reads and writes the todos in DynamoDB. Every change is one transaction with its event. */
export interface TodoRepository {
  /** Throws `TodoMovedError`. */
  find(id: string): Promise<TodoItem | undefined>
  /** `also` is written in the same transaction. */
  insert(item: TodoItem, event: EventEnvelope, also?: readonly TransactWriteItem[]): Promise<WriteOutcome>
  /** Replaces a todo, also if its keys change. `conflict`: the stored todo is not the same version as `before`. */
  replace(before: TodoItem, after: TodoItem, event: EventEnvelope): Promise<WriteOutcome>
  remove(before: TodoItem, event: EventEnvelope): Promise<WriteOutcome>
}

export type WriteOutcome = 'done' | 'conflict'

export function createTodoRepository(client: DynamoDBClient, table: string): TodoRepository {
  const put = (item: object, condition?: Partial<TransactWriteItem['Put']>): TransactWriteItem => ({
    Put: { TableName: table, Item: marshall(item, { removeUndefinedValues: true }), ...condition },
  })
  const write = async (items: readonly TransactWriteItem[]): Promise<WriteOutcome> =>
    writeInTransaction(client, items)
  return {
    async find(id) {
      return retry(async () => findTodoById(client, table, id), {
        maxAttempts: 6,
        baseDelayMs: 10,
        maxDelayMs: 50,
        isRetryable: (error) => error instanceof TodoMovedError,
      })
    },
    async insert(item, event, also = []) {
      return write([put(item, IF_ABSENT), put(toOutboxItem(event)), ...also])
    },
    async replace(before, after, event) {
      const same = before.PK === after.PK && before.SK === after.SK
      return write([
        ...(same
          ? [put(after, ifUnchanged(before))]
          : [
              { Delete: { TableName: table, Key: toItemKey(before), ...ifUnchanged(before) } },
              put(after, IF_ABSENT),
            ]),
        put(toOutboxItem(event)),
      ])
    },
    async remove(before, event) {
      return write([
        { Delete: { TableName: table, Key: toItemKey(before), ...ifUnchanged(before) } },
        put(toOutboxItem(event)),
      ])
    },
  }
}

/** Every attempt to read a todo found that another request had moved it. */
export class TodoMovedError extends Error {}

/** Reads the keys from GSI4, then the item itself with a consistent read. */
async function findTodoById(
  client: DynamoDBClient,
  table: string,
  id: string,
): Promise<TodoItem | undefined> {
  const { Items: found } = await client.send(new QueryCommand({ ...todoById.request(id), TableName: table }))
  const { PK, SK } = found?.[0] ?? {}
  if (PK === undefined || SK === undefined) return undefined
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { PK, SK }, ConsistentRead: true }),
  )
  // The index is eventually consistent: the todo was moved or deleted. Read the index again.
  if (item === undefined) throw new TodoMovedError(`Todo ${id} is no longer at ${SK.S}.`)
  return unmarshall(item) as TodoItem
}

const IF_ABSENT = { ConditionExpression: 'attribute_not_exists(PK)' }

function ifUnchanged(before: TodoItem): {
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

function toItemKey(item: TodoItem): { PK: { S: string }; SK: { S: string } } {
  return { PK: { S: item.PK }, SK: { S: item.SK } }
}

async function writeInTransaction(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
): Promise<WriteOutcome> {
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
