import { isUuid } from '../../core/is-uuid.js'
import { ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { ExpenseDocument } from '../../domain/expense-document.js'
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
  /** Where an expense was; longitude first. */
  readonly place: readonly [number, number]
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
  place: [-122.3328, 47.6061],
  event: '<event>',
  correlation: '<correlation>',
}

/** In an empty store the ids of the ADR's examples stand in: the plan is the same, only nothing is found. */
const NOBODY = '00000000-0000-7000-8000-000000000000'

export async function patternSamples(stores: Stores): Promise<PatternSamples> {
  const todo = await sampleTodo(stores)
  const [identity, event] = await Promise.all([sampleUser(stores, todo?.owner), sampleEvent(stores)])
  const expense = await sampleExpense(stores, identity.family)
  return {
    ...identity,
    assignee: (todo?.assigned_to ?? NOBODY).replace(/^USER#/, ''),
    todo: todo?.id ?? NOBODY,
    due: todo?.GSI1SK ?? '2024-10-05',
    expense: expense?._id.replace(/^expense_/, '') ?? NOBODY,
    category: expense?.category.primary ?? 'groceries',
    month: expense?.created_at.toISOString().slice(0, 7) ?? '2024-10',
    place: expense?.location?.coordinates ?? PLACEHOLDERS.place,
    ...event,
  }
}

async function sampleExpense({ mongo }: Stores, family: string): Promise<ExpenseDocument | null> {
  const expenses = mongo.db.collection<ExpenseDocument>('expenses')
  const own = { family_id: `FAMILY#${family}` }
  return (
    (await expenses.findOne({ ...own, location: { $exists: true } })) ??
    (await expenses.findOne(own)) ??
    (await expenses.findOne({}))
  )
}

/** Who owns the sample todo, so that the patterns of one user find something in every store. */
async function sampleUser(
  { postgres }: Stores,
  owner: string = NOBODY,
): Promise<Pick<PatternSamples, 'user' | 'email' | 'family'>> {
  const { rows } = await postgres.pool.query<{ id: string; email: string; family_id: string }>(
    `(SELECT id, email, family_id FROM users WHERE id = $1 AND family_id IS NOT NULL)
     UNION ALL (SELECT id, email, family_id FROM users WHERE family_id IS NOT NULL LIMIT 1) LIMIT 1`,
    [isUuid(owner) ? owner : NOBODY],
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
  const todos: TodoItem[] = []
  let start: ScanCommandInput['ExclusiveStartKey']
  // Other items, such as marks of a seed, may stand together before the first todo.
  for (let pages = 0; pages < 10 && todos.length < 100; pages++) {
    const page = await dynamodb.client.send(
      new ScanCommand({ TableName: dynamodb.table, Limit: 500, ExclusiveStartKey: start }),
    )
    const items = (page.Items ?? []).map((item) => unmarshall(item) as TodoItem)
    todos.push(...items.filter((item) => item.SK.startsWith('TODO#')))
    start = page.LastEvaluatedKey
    if (start === undefined) break
  }
  const assigned = todos.filter((todo) => todo.assigned_to !== undefined)
  const open = assigned.filter((todo) => todo.status !== 'completed' && todo.due_date !== undefined)
  return open.find((todo) => todo.priority === 'high') ?? open[0] ?? assigned[0] ?? todos[0]
}

async function sampleEvent({ postgres }: Stores): Promise<Pick<PatternSamples, 'event' | 'correlation'>> {
  const { rows } = await postgres.pool.query<{ event_id: string; correlation: string | null }>(
    "SELECT event_id, envelope ->> 'correlationid' AS correlation FROM platform.event_log ORDER BY position LIMIT 1",
  )
  return { event: rows[0]?.event_id ?? NOBODY, correlation: rows[0]?.correlation ?? NOBODY }
}
