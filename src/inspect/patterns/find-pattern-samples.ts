import { isUuid } from '../../core/is-uuid.js'
import { ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { ExpenseDocument } from '../../domain/entities/expense.js'
import { type PatternSamples, PLACEHOLDERS } from '../../domain/pattern-samples.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import type { TodoItem } from '../../domain/entities/todo.js'
import type { Stores } from '../../stores/stores.js'

/** Used if a store is empty: the plan is the same, but nothing is found. */
const UNKNOWN_ID = '00000000-0000-7000-8000-000000000000'

export async function findPatternSamples(stores: Stores): Promise<PatternSamples> {
  const todo = await findSampleTodo(stores)
  const [identity, event] = await Promise.all([findSampleUser(stores, todo?.owner), findSampleEvent(stores)])
  const expense = await findSampleExpense(stores, identity.family)
  return {
    ...identity,
    assignee: stripIdPrefix(todo?.assigned_to ?? UNKNOWN_ID, 'USER#'),
    todo: todo?.id ?? UNKNOWN_ID,
    dueDate: todo?.GSI1SK ?? '2024-10-05',
    expense: stripIdPrefix(expense?._id ?? UNKNOWN_ID, 'expense_'),
    category: expense?.category.primary ?? 'groceries',
    month: expense?.created_at.toISOString().slice(0, 7) ?? '2024-10',
    coordinates: expense?.location?.coordinates ?? PLACEHOLDERS.coordinates,
    ...event,
  }
}

async function findSampleExpense({ mongo }: Stores, family: string): Promise<ExpenseDocument | null> {
  const expenses = mongo.db.collection<ExpenseDocument>('expenses')
  const inFamily = { family_id: `FAMILY#${family}` }
  return (
    (await expenses.findOne({ ...inFamily, location: { $exists: true } })) ??
    (await expenses.findOne(inFamily)) ??
    (await expenses.findOne({}))
  )
}

/** The owner of the sample todo, so that the patterns of one user find something in every store. */
async function findSampleUser(
  { postgres }: Stores,
  owner: string = UNKNOWN_ID,
): Promise<Pick<PatternSamples, 'user' | 'email' | 'family'>> {
  const { rows } = await postgres.pool.query<{ id: string; email: string; family_id: string }>(
    `(SELECT id, email, family_id FROM users WHERE id = $1 AND family_id IS NOT NULL)
     UNION ALL (SELECT id, email, family_id FROM users WHERE family_id IS NOT NULL LIMIT 1) LIMIT 1`,
    [isUuid(owner) ? owner : UNKNOWN_ID],
  )
  const [row] = rows
  return {
    user: row?.id ?? UNKNOWN_ID,
    email: row?.email ?? 'unknown@example.com',
    family: row?.family_id ?? UNKNOWN_ID,
  }
}

/** Reads from the table, because the index may be missing. */
async function findSampleTodo({ dynamodb }: Stores): Promise<TodoItem | undefined> {
  const todos: TodoItem[] = []
  let start: ScanCommandInput['ExclusiveStartKey']
  // Other items, such as seed checkpoints, may come before the first todo.
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

async function findSampleEvent({
  postgres,
}: Stores): Promise<Pick<PatternSamples, 'event' | 'correlationId'>> {
  const { rows } = await postgres.pool.query<{ event_id: string; correlation: string | null }>(
    "SELECT event_id, envelope ->> 'correlationid' AS correlation FROM platform.event_log ORDER BY position LIMIT 1",
  )
  return { event: rows[0]?.event_id ?? UNKNOWN_ID, correlationId: rows[0]?.correlation ?? UNKNOWN_ID }
}
