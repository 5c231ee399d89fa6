import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { Decimal128 } from 'bson'
import type { BudgetDocument } from '../../src/domain/entities/budget.js'
import type { ExpenseDocument } from '../../src/domain/entities/expense.js'
import { type TodoItem, computeTodoKeys } from '../../src/domain/entities/todo.js'
import { migrateStores } from '../../src/migrations/migrate-stores.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { createTestDatabases } from './test-databases.js'

export const toExampleId = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

const DEMO_USER_ID = toExampleId(123)
const PARTNER_USER_ID = toExampleId(124)
const FAMILY_ID = toExampleId(789)

/** Three migrated stores with the examples of ADR-002 and little else. */
export async function createExampleStores(): Promise<Stores & AsyncDisposable> {
  const engines = await createTestDatabases()
  const stores = await openStores(engines.endpoints)
  const report = await migrateStores(stores)
  if (report.items.some((result) => result.outcome === 'failed')) throw new Error(JSON.stringify(report))
  await Promise.all([insertUsers(stores), putTodos(stores), insertExpenses(stores)])
  return {
    ...stores,
    async [Symbol.asyncDispose]() {
      await stores[Symbol.asyncDispose]()
      await engines[Symbol.asyncDispose]()
    },
  }
}

async function insertUsers({ postgres }: Stores): Promise<void> {
  const client = await postgres.pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(
      `INSERT INTO users (id, email, password_hash, display_name)
       VALUES ($1, 'demo@example.com', 'secret-hash', 'Demo'), ($2, 'Partner@example.com', 'secret-hash', 'Partner')`,
      [DEMO_USER_ID, PARTNER_USER_ID],
    )
    await client.query(
      `INSERT INTO families (id, name, owner_id, member_count) VALUES ($1, 'The Does', $2, 2)`,
      [FAMILY_ID, DEMO_USER_ID],
    )
    await client.query(
      `INSERT INTO family_members (family_id, user_id, role) VALUES ($1, $2, 'owner'), ($1, $3, 'adult')`,
      [FAMILY_ID, DEMO_USER_ID, PARTNER_USER_ID],
    )
    await client.query('UPDATE users SET family_id = $1', [FAMILY_ID])
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

async function putTodos(stores: Stores): Promise<void> {
  await putTodo(stores, 456, {
    title: 'Fix kitchen faucet',
    priority: 'high',
    due_date: '2024-10-05T18:00:00Z',
  })
  await putTodo(stores, 457, { title: 'Water the plants', priority: 'low' })
}

/** Adds a todo of the demo user, assigned to the partner. Its keys match its attributes unless `changed` has other keys. */
export async function putTodo(
  { dynamodb }: Stores,
  id: number,
  changed: Partial<TodoItem> & Pick<TodoItem, 'title'>,
): Promise<void> {
  const attributes = {
    priority: 'medium',
    status: 'pending',
    assigned_to: `USER#${PARTNER_USER_ID}`,
    ...changed,
  } as const
  const keys = computeTodoKeys({
    id: toExampleId(id),
    owner: DEMO_USER_ID,
    family: FAMILY_ID,
    assignee: attributes.assigned_to.replace('USER#', ''),
    dueDate: attributes.due_date,
    priority: attributes.priority,
    status: attributes.status,
  })
  const times = { created_at: '2024-10-03T10:00:00Z', updated_at: '2024-10-03T10:00:00Z' }
  const item = { ...keys, id: toExampleId(id), owner: DEMO_USER_ID, version: 1, ...times, ...attributes }
  await dynamodb.client.send(new PutItemCommand({ TableName: dynamodb.table, Item: marshall(item) }))
}

async function insertExpenses(stores: Stores): Promise<void> {
  await stores.mongo.db.collection<{ _id: string }>('categories').insertMany([
    { _id: 'groceries', label: 'Groceries', subcategories: ['weekly_shopping'], version: 1 } as {
      _id: string
    },
    { _id: 'travel', label: 'Travel', subcategories: [], version: 1 } as { _id: string },
  ])
  await putExpense(stores, 123, { amount: '156.78', day: '2024-10-03' })
  await putExpense(stores, 125, { amount: '20.10', day: '2024-10-20', category: 'travel' })
}

/** Adds an expense, by default of the demo user. */
export async function putExpense(
  { mongo }: Stores,
  id: number,
  given: {
    readonly amount: string
    readonly day: string
    readonly category?: string
    readonly user?: number
  },
): Promise<void> {
  const at = new Date(`${given.day}T14:30:00Z`)
  await mongo.db.collection<ExpenseDocument>('expenses').insertOne({
    _id: `expense_${toExampleId(id)}`,
    user_id: `USER#${toExampleId(given.user ?? 123)}`,
    family_id: `FAMILY#${FAMILY_ID}`,
    amount: Decimal128.fromString(given.amount),
    currency: 'USD',
    category: { primary: given.category ?? 'groceries' },
    location: { type: 'Point', coordinates: [-122.3328, 47.6061] },
    version: 1,
    created_at: at,
    updated_at: at,
  })
}

/** Adds a budget of the family. */
export async function putBudget(
  { mongo }: Stores,
  id: number,
  given: { readonly category: string; readonly month: string; readonly limit: string },
): Promise<void> {
  const at = new Date(`${given.month}-01T00:00:00Z`)
  await mongo.db.collection<BudgetDocument>('budgets').insertOne({
    _id: `budget_${toExampleId(id)}`,
    family_id: `FAMILY#${FAMILY_ID}`,
    category: given.category,
    month: given.month,
    limit: Decimal128.fromString(given.limit),
    currency: 'USD',
    version: 1,
    created_at: at,
    updated_at: at,
  })
}
