import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { TodoItem } from '../../domain/todo-item.js'
import type { Stores } from '../../stores/stores.js'

/** Values out of the data itself, so that each pattern finds something. Ids are bare. */
export interface PatternSamples {
  readonly user: string
  readonly email: string
  readonly family: string
  readonly assignee: string
  readonly todo: string
  /** A calendar date on which something is due. */
  readonly due: string
  readonly expense: string
  readonly category: string
  /** `YYYY-MM`. */
  readonly month: string
  readonly event: string
  readonly correlation: string
}

/** Stands for the values where a pattern is shown and not run. */
export const PLACEHOLDERS: PatternSamples = {
  user: '<user>',
  email: '<email>',
  family: '<family>',
  assignee: '<user>',
  todo: '<todo>',
  due: '<date>',
  expense: '<expense>',
  category: '<category>',
  month: '<month>',
  event: '<event>',
  correlation: '<correlation>',
}

/** In an empty store the ids of the ADR's examples stand in: the plan is the same, only nothing is found. */
const NOBODY = '00000000-0000-7000-8000-000000000000'

export async function patternSamples(stores: Stores): Promise<PatternSamples> {
  const [identity, todo, expense, event] = await Promise.all([
    sampleUser(stores),
    sampleTodo(stores),
    stores.mongo.db.collection<{ _id: string }>('expenses').findOne({}),
    sampleEvent(stores),
  ])
  const created = expense === null ? undefined : (expense as { created_at?: unknown }).created_at
  const category =
    expense === null ? undefined : (expense as { category?: { primary?: unknown } }).category?.primary
  return {
    ...identity,
    assignee: (todo?.assigned_to ?? NOBODY).replace(/^USER#/, ''),
    todo: todo?.id ?? NOBODY,
    due: todo?.GSI1SK ?? '2024-10-05',
    expense: expense?._id.replace(/^expense_/, '') ?? NOBODY,
    category: typeof category === 'string' ? category : 'groceries',
    month: created instanceof Date ? created.toISOString().slice(0, 7) : '2024-10',
    ...event,
  }
}

async function sampleUser({ postgres }: Stores): Promise<Pick<PatternSamples, 'user' | 'email' | 'family'>> {
  const { rows } = await postgres.pool.query<{ id: string; email: string; family_id: string }>(
    'SELECT id, email, family_id FROM users WHERE family_id IS NOT NULL LIMIT 1',
  )
  const [row] = rows
  return {
    user: row?.id ?? NOBODY,
    email: row?.email ?? 'nobody@example.com',
    family: row?.family_id ?? NOBODY,
  }
}

/** Read from the table: an index may be the very thing that is missing. */
async function sampleTodo({ dynamodb }: Stores): Promise<TodoItem | undefined> {
  const { Items: items = [] } = await dynamodb.client.send(
    new ScanCommand({ TableName: dynamodb.table, Limit: 100 }),
  )
  const todos = items
    .map((item) => unmarshall(item) as TodoItem)
    .filter((item) => item.SK.startsWith('TODO#'))
  return todos.find((todo) => todo.assigned_to !== undefined) ?? todos[0]
}

async function sampleEvent({ postgres }: Stores): Promise<Pick<PatternSamples, 'event' | 'correlation'>> {
  const { rows } = await postgres.pool.query<{ event_id: string; correlation: string | null }>(
    "SELECT event_id, envelope ->> 'correlationid' AS correlation FROM platform.event_log ORDER BY position LIMIT 1",
  )
  return { event: rows[0]?.event_id ?? NOBODY, correlation: rows[0]?.correlation ?? NOBODY }
}
