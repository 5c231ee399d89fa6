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
  insert(item: TodoItem, event: EventEnvelope, options: InsertOptions): Promise<WriteOutcome>
  /** Replaces a todo, also if its keys change. `conflict`: the stored todo is not the same version as `before`. */
  replace(before: TodoItem, after: TodoItem, event: EventEnvelope, checks: Checks): Promise<WriteOutcome>
  remove(before: TodoItem, event: EventEnvelope, checks: Checks): Promise<WriteOutcome>
}

/** Conditions on other items. If one of them fails, nothing is written. */
type Checks = readonly TransactWriteItem[]

interface InsertOptions {
  readonly checks: Checks
  /** Written in the same transaction. */
  readonly also?: readonly TransactWriteItem[]
}

/** `conflict`: another write came first. `rejectedBy`: the index of the first check that failed. */
export type WriteOutcome = 'done' | 'conflict' | { readonly rejectedBy: number }

export function createTodoRepository(client: DynamoDBClient, table: string): TodoRepository {
  const put = (item: object, condition?: Partial<TransactWriteItem['Put']>): TransactWriteItem => ({
    Put: { TableName: table, Item: marshall(item, { removeUndefinedValues: true }), ...condition },
  })
  const write = async (items: readonly TransactWriteItem[], checks: Checks): Promise<WriteOutcome> =>
    writeInTransaction(client, items, checks)
  return {
    async find(id) {
      return retry(async () => findTodoById(client, table, id), {
        maxAttempts: 6,
        baseDelayMs: 10,
        maxDelayMs: 50,
        isRetryable: (error) => error instanceof TodoMovedError,
      })
    },
    async insert(item, event, { checks, also = [] }) {
      return write([put(item, IF_ABSENT), put(toOutboxItem(event)), ...also], checks)
    },
    async replace(before, after, event, checks) {
      const same = before.PK === after.PK && before.SK === after.SK
      const items = [
        ...(same
          ? [put(after, ifUnchanged(before))]
          : [
              { Delete: { TableName: table, Key: toItemKey(before), ...ifUnchanged(before) } },
              put(after, IF_ABSENT),
            ]),
        put(toOutboxItem(event)),
      ]
      return write(items, checks)
    },
    async remove(before, event, checks) {
      const removal = { Delete: { TableName: table, Key: toItemKey(before), ...ifUnchanged(before) } }
      return write([removal, put(toOutboxItem(event))], checks)
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
  checks: Checks,
): Promise<WriteOutcome> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items, ...checks] }))
    return 'done'
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = error.CancellationReasons?.map((reason) => reason.Code) ?? []
    const failed = reasons.findIndex((code) => code === 'ConditionalCheckFailed')
    if (failed >= items.length) return { rejectedBy: failed - items.length }
    if (failed !== -1 || reasons.includes('TransactionConflict')) return 'conflict'
    throw error
  }
}
