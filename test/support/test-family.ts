import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { Decimal128 } from 'bson'
import { systemClock } from '../../src/core/clock.js'
import { createId } from '../../src/core/ids.js'
import { createEvent } from '../../src/domain/events/create-event.js'
import { type TodoItem, computeTodoKeys } from '../../src/domain/entities/todo.js'
import type { Stores } from '../../src/stores/stores.js'

/** A family of three with todos, expenses and budgets, in all three stores. */
export interface TestFamily {
  readonly familyId: string
  readonly userIds: readonly string[]
  /** Requests the deletion as the identity service does. */
  requestDeletion(): Promise<void>
  /** All records of the family and its members, in the types of the stores. */
  readRecords(): Promise<{
    readonly families: number
    readonly members: number
    readonly todos: readonly unknown[]
    readonly expenses: readonly unknown[]
    readonly budgets: readonly unknown[]
  }>
  /** The types of the events in the log that carry the correlation id of the deletion. */
  listLoggedEventTypes(): Promise<readonly string[]>
}

export async function createTestFamily(stores: Stores): Promise<TestFamily> {
  const familyId = createId()
  const userIds = [createId(), createId(), createId()]
  const correlationId = createId()
  await writeIdentity(stores, familyId, userIds)
  await Promise.all(
    userIds.flatMap((user) => [writeTodos(stores, familyId, user), writeExpenses(stores, familyId, user)]),
  )
  await stores.mongo.db.collection<{ _id: string }>('budgets').insertOne({
    _id: `budget_${createId()}`,
    family_id: `FAMILY#${familyId}`,
    category: 'travel',
    month: '2026-01',
    limit: Decimal128.fromString('100.00'),
    currency: 'USD',
    version: 1,
    created_at: new Date(),
    updated_at: new Date(),
  } as { _id: string })
  return {
    familyId,
    userIds,
    async requestDeletion() {
      const event = createEvent(
        {
          type: 'identity.family.deletion_requested',
          subject: familyId,
          aggregateVersion: 1,
          correlationId,
          familyId,
          data: { family_id: familyId },
        },
        systemClock,
      )
      await stores.postgres.pool.query('INSERT INTO outbox (id, envelope) VALUES ($1, $2)', [event.id, event])
    },
    async readRecords() {
      const counts = await stores.postgres.pool.query<{ families: number; members: number }>(
        `SELECT (SELECT count(*)::int FROM families WHERE id = $1) AS families,
                (SELECT count(*)::int FROM family_members WHERE family_id = $1) AS members`,
        [familyId],
      )
      const user_id = { $in: userIds.map((id) => `USER#${id}`) }
      return {
        families: counts.rows[0]?.families ?? 0,
        members: counts.rows[0]?.members ?? 0,
        todos: (await Promise.all(userIds.map((user) => readTodoItems(stores, user)))).flat(),
        expenses: await stores.mongo.db.collection('expenses').find({ user_id }).sort({ _id: 1 }).toArray(),
        budgets: await stores.mongo.db
          .collection('budgets')
          .find({ family_id: `FAMILY#${familyId}` })
          .toArray(),
      }
    },
    async listLoggedEventTypes() {
      const { rows } = await stores.postgres.pool.query<{ type: string }>(
        `SELECT type FROM platform.event_log WHERE envelope ->> 'correlationid' = $1 ORDER BY position`,
        [correlationId],
      )
      return rows.map((row) => row.type)
    },
  }
}

async function writeIdentity(stores: Stores, familyId: string, userIds: readonly string[]): Promise<void> {
  const client = await stores.postgres.pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('INSERT INTO families (id, name, owner_id, member_count) VALUES ($1, $2, $3, 3)', [
      familyId,
      'Test Family',
      userIds[0],
    ])
    await client.query(
      `INSERT INTO users (id, email, password_hash, family_id)
       SELECT id, id || '@example.com', 'x', $2 FROM unnest($1::uuid[]) AS given (id)`,
      [userIds, familyId],
    )
    await client.query(
      `INSERT INTO family_members (family_id, user_id, role)
       SELECT $2, id, CASE WHEN id = $3 THEN 'owner' ELSE 'adult' END FROM unnest($1::uuid[]) AS given (id)`,
      [userIds, familyId, userIds[0]],
    )
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

async function writeTodos(stores: Stores, family: string, owner: string): Promise<void> {
  const time = new Date().toISOString()
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      const fields = {
        id: createId(),
        owner,
        family,
        assignee: owner,
        dueDate: undefined,
        priority: 'medium',
        status: 'pending',
      } as const
      const todo: TodoItem = {
        ...computeTodoKeys(fields),
        id: fields.id,
        owner,
        title: 'Something',
        status: 'pending',
        priority: 'medium',
        tags: ['a'],
        ai_metadata: { estimated_duration: 60.5, nested: { list: [1, 'two', true, null] } },
        version: 1,
        created_at: time,
        updated_at: time,
      }
      await stores.dynamodb.client.send(
        new PutItemCommand({ TableName: stores.dynamodb.table, Item: marshall(todo) }),
      )
    }),
  )
}

async function writeExpenses(stores: Stores, family: string, user: string): Promise<void> {
  await stores.mongo.db.collection<{ _id: string }>('expenses').insertMany(
    Array.from({ length: 30 }, () => ({
      _id: `expense_${createId()}`,
      user_id: `USER#${user}`,
      family_id: `FAMILY#${family}`,
      amount: Decimal128.fromString('12.50'),
      currency: 'USD',
      category: { primary: 'travel' },
      version: 1,
      created_at: new Date(),
      updated_at: new Date(),
    })),
  )
}

async function readTodoItems(stores: Stores, user: string): Promise<readonly unknown[]> {
  const { Items = [] } = await stores.dynamodb.client.send(
    new QueryCommand({
      TableName: stores.dynamodb.table,
      KeyConditionExpression: 'PK = :user',
      ExpressionAttributeValues: { ':user': { S: `USER#${user}` } },
    }),
  )
  return Items.map((item) => unmarshall(item))
}
