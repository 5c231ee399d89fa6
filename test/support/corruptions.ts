import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { Decimal128, Double } from 'bson'
import type { StoreName } from '../../src/core/store-name.js'
import type { ExpenseDocument } from '../../src/domain/expense-document.js'
import type { TodoItem } from '../../src/domain/todo-item.js'
import type { InvariantNumber } from '../../src/verify/invariants/registry.js'
import type { DatasetDifference } from '../../src/verify/violation.js'
import type { Stores } from '../../src/stores/stores.js'
import type { Dataset } from '../../src/dataset/generator/create-dataset.js'
import type { RandomStream } from '../../src/dataset/generator/random-stream.js'

/** A change made to one record directly in its store, and what `verify` must report about it. */
export interface Corruption {
  readonly description: string
  readonly store: StoreName
  /** The id of the record. */
  readonly id: string
  readonly difference: DatasetDifference
  /** The violated invariant and the id to be reported; absent if only the comparison with the dataset detects it. */
  readonly breaks?: { readonly invariant: InvariantNumber; readonly id: string }
}

interface CorruptionContext {
  readonly stores: Stores
  readonly dataset: Dataset
  /** A family without any other corruption. */
  readonly family: number
  readonly random: RandomStream
}

type CorruptFunction = (context: CorruptionContext) => Promise<Corruption | undefined>

/** Corrupts a random record of the family in a random way. */
export async function corruptRecord(context: CorruptionContext): Promise<Corruption> {
  for (;;) {
    const corruption = await context.random.pick(CORRUPTIONS)(context)
    if (corruption !== undefined) return corruption
  }
}

/** Drops the constraints that would reject some corruptions: duplicate emails and duplicate events. */
export async function dropConstraints({ postgres }: Stores): Promise<void> {
  await postgres.pool.query('DROP INDEX users_email_key')
  await postgres.pool.query('ALTER TABLE platform.event_log DROP CONSTRAINT event_log_event_id_key')
}

const CORRUPTIONS: readonly CorruptFunction[] = [
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'users')
    await executeUnchecked(context, 'UPDATE users SET display_name = display_name || $2 WHERE id = $1', [
      id,
      '.',
    ])
    return { description: 'name changed', store: 'postgres', id, difference: 'changed' }
  },
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'users')
    const owned = (getFamilyRecords(context, 'dynamodb').todos ?? []).find(({ owner }) => owner === id)
    if (owned === undefined) return undefined
    await executeUnchecked(context, 'DELETE FROM users WHERE id = $1', [id])
    const breaks = { invariant: 1, id: owned.id } as const
    return { description: 'user dropped', store: 'postgres', id, difference: 'missing', breaks }
  },
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'families')
    await executeUnchecked(context, 'UPDATE families SET member_count = member_count + 1 WHERE id = $1', [id])
    const breaks = { invariant: 8, id } as const
    return { description: 'count changed', store: 'postgres', id, difference: 'changed', breaks }
  },
  async (context) => {
    const { family_id: family, user_id: user } = pickRecord(context, 'postgres', 'members')
    await executeUnchecked(context, 'DELETE FROM family_members WHERE user_id = $1', [user])
    const breaks = { invariant: 10, id: user } as const
    return {
      description: 'member dropped',
      store: 'postgres',
      id: `${family}/${user}`,
      difference: 'missing',
      breaks,
    }
  },
  async (context) => {
    const family = context.dataset.getFamilyId(context.family)
    const [stranger] = context.dataset.getRecords('postgres', 0).users ?? []
    if (stranger === undefined) return undefined
    await executeUnchecked(
      context,
      "INSERT INTO family_members (family_id, user_id, role) VALUES ($1, $2, 'adult')",
      [family, stranger.id],
    )
    const breaks = { invariant: 8, id: family } as const
    const id = `${family}/${stranger.id}`
    return { description: 'member added', store: 'postgres', id, difference: 'extra', breaks }
  },
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'users')
    await executeUnchecked(context, 'UPDATE users SET family_id = $2 WHERE id = $1', [
      id,
      context.dataset.getFamilyId(0),
    ])
    const breaks = { invariant: 10, id } as const
    return { description: 'user moved', store: 'postgres', id, difference: 'changed', breaks }
  },
  async (context) => {
    const [first] = context.dataset.getRecords('postgres', 0).users ?? []
    const { id } = pickRecord(context, 'postgres', 'users')
    await executeUnchecked(context, 'UPDATE users SET email = $2 WHERE id = $1', [
      id,
      first?.email.toUpperCase() ?? '',
    ])
    const breaks = { invariant: 11, id } as const
    return { description: 'email duplicated', store: 'postgres', id, difference: 'changed', breaks }
  },
  async (context) => {
    const id = getFamilyRecords(context, 'postgres').events?.[0]?.id
    if (id === undefined) return undefined
    await executeUnchecked(context, 'DELETE FROM platform.event_log WHERE event_id = $1', [id])
    return { description: 'event dropped', store: 'postgres', id, difference: 'missing' }
  },
  async (context) => {
    const id = getFamilyRecords(context, 'postgres').events?.[0]?.id
    if (id === undefined) return undefined
    await executeUnchecked(
      context,
      `INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope)
       SELECT event_id, type, source, subject, time, envelope FROM platform.event_log WHERE event_id = $1`,
      [id],
    )
    const breaks = { invariant: 14, id } as const
    return { description: 'event duplicated', store: 'postgres', id, difference: 'extra', breaks }
  },
  async (context) => {
    const event = getFamilyRecords(context, 'postgres').events?.[0]
    if (event === undefined) return undefined
    const amount = JSON.stringify(Number(event.data['amount']))
    await executeUnchecked(
      context,
      `UPDATE platform.event_log SET envelope = jsonb_set(envelope, '{data,amount}', $2::jsonb) WHERE event_id = $1`,
      [event.id, amount],
    )
    return { description: 'event retyped', store: 'postgres', id: event.id, difference: 'changed' }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, title: `${todo.title}.` })
    return { description: 'title changed', store: 'dynamodb', id: todo.id, difference: 'changed' }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await deleteItem(context, todo)
    const reviewed = findReviewedExpenseId(todo)
    return {
      description: 'todo dropped',
      store: 'dynamodb',
      id: todo.id,
      difference: 'missing',
      ...(reviewed === undefined ? {} : { breaks: { invariant: 7, id: `expense_${reviewed}` } }),
    }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    const id = randomUUID()
    const swap = (key: string | undefined): string => key?.replace(todo.id, id) ?? ''
    await putItem(context, { ...todo, id, SK: swap(todo.SK), GSI3SK: swap(todo.GSI3SK), ai_metadata: {} })
    return { description: 'todo added', store: 'dynamodb', id, difference: 'extra' }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, SK: `${todo.SK}-again`, ai_metadata: {} })
    const breaks = { invariant: 3, id: todo.id } as const
    return { description: 'todo duplicated', store: 'dynamodb', id: todo.id, difference: 'extra', breaks }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, GSI1PK: `FAMILY#${context.dataset.getFamilyId(0)}` })
    const breaks = { invariant: 1, id: todo.id } as const
    return { description: 'todo moved', store: 'dynamodb', id: todo.id, difference: 'changed', breaks }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, version: String(todo.version) })
    return { description: 'version retyped', store: 'dynamodb', id: todo.id, difference: 'changed' }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, priority: todo.priority === 'low' ? 'high' : 'low' })
    const breaks = { invariant: 3, id: todo.id } as const
    return { description: 'priority changed', store: 'dynamodb', id: todo.id, difference: 'changed', breaks }
  },
  async (context) => {
    const expense = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', expense._id, { description: `${expense.description}.` })
    return { description: 'description changed', store: 'mongo', id: expense._id, difference: 'changed' }
  },
  async (context) => {
    const expense = pickRecord(context, 'mongo', 'expenses')
    await context.stores.mongo.db.collection<ExpenseDocument>('expenses').deleteOne({ _id: expense._id })
    const review = (getFamilyRecords(context, 'dynamodb').todos ?? []).find(
      (todo) => `expense_${findReviewedExpenseId(todo)}` === expense._id,
    )
    return {
      description: 'expense dropped',
      store: 'mongo',
      id: expense._id,
      difference: 'missing',
      ...(review === undefined ? {} : { breaks: { invariant: 7, id: review.id } }),
    }
  },
  async (context) => {
    const expense = pickRecord(context, 'mongo', 'expenses')
    const _id = `expense_${randomUUID()}`
    await context.stores.mongo.db.collection<ExpenseDocument>('expenses').insertOne({ ...expense, _id })
    const large = Number(expense.amount.toString()) > 500
    return {
      description: 'expense added',
      store: 'mongo',
      id: _id,
      difference: 'extra',
      ...(large ? { breaks: { invariant: 7, id: _id } } : {}),
    }
  },
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', id, { family_id: `FAMILY#${context.dataset.getFamilyId(0)}` })
    const breaks = { invariant: 4, id } as const
    return { description: 'expense moved', store: 'mongo', id, difference: 'changed', breaks }
  },
  async (context) => {
    const { _id: id, amount } = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', id, { amount: new Double(Number(amount.toString())) })
    const breaks = { invariant: 6, id } as const
    return { description: 'amount retyped', store: 'mongo', id, difference: 'changed', breaks }
  },
  async (context) => {
    const { _id: id, receipt } = pickRecord(context, 'mongo', 'expenses')
    if (receipt === undefined) return undefined
    await updateDocument(context, 'expenses', id, { amount: Decimal128.fromString('0.01') })
    const breaks = { invariant: 6, id } as const
    return { description: 'amount changed', store: 'mongo', id, difference: 'changed', breaks }
  },
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', id, { 'category.primary': 'yachts' })
    const breaks = { invariant: 5, id } as const
    return { description: 'category changed', store: 'mongo', id, difference: 'changed', breaks }
  },
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'budgets')
    await updateDocument(context, 'budgets', id, { category: 'yachts' })
    const breaks = { invariant: 12, id } as const
    return { description: "budget's category changed", store: 'mongo', id, difference: 'changed', breaks }
  },
  async (context) => {
    const { _id: id, version } = pickRecord(context, 'mongo', 'budgets')
    await updateDocument(context, 'budgets', id, { version: new Double(version) })
    return { description: "budget's version retyped", store: 'mongo', id, difference: 'changed' }
  },
]

function findReviewedExpenseId({ ai_metadata: metadata }: TodoItem): string | undefined {
  const id = metadata?.['event_id'] === undefined ? undefined : metadata['expense_id']
  return typeof id === 'string' ? id : undefined
}

type FamilyRecords = ReturnType<Dataset['getRecords']>
type RecordList<K extends keyof FamilyRecords> = NonNullable<FamilyRecords[K]>

function getFamilyRecords({ dataset, family }: CorruptionContext, store: StoreName): FamilyRecords {
  return dataset.getRecords(store, family)
}

function pickRecord<K extends keyof FamilyRecords>(
  context: CorruptionContext,
  store: StoreName,
  kind: K,
): RecordList<K>[number] {
  const records: readonly RecordList<K>[number][] = getFamilyRecords(context, store)[kind] ?? []
  return context.random.pick(records)
}

/** Executes a statement with foreign keys and triggers disabled, including the one that makes the log append-only. */
async function executeUnchecked(
  { stores }: CorruptionContext,
  statement: string,
  values: readonly string[],
): Promise<void> {
  const client = await stores.postgres.pool.connect()
  try {
    await client.query("SET session_replication_role = 'replica'")
    await client.query(statement, [...values])
    await client.query('RESET session_replication_role')
  } finally {
    client.release()
  }
}

async function putItem(
  { stores }: CorruptionContext,
  item: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { client, table } = stores.dynamodb
  const Item = marshall(item, { removeUndefinedValues: true })
  await client.send(new PutItemCommand({ TableName: table, Item }))
}

async function deleteItem({ stores }: CorruptionContext, { PK, SK }: TodoItem): Promise<void> {
  const { client, table } = stores.dynamodb
  await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ PK, SK }) }))
}

async function updateDocument(
  { stores }: CorruptionContext,
  kind: string,
  id: string,
  fields: object,
): Promise<void> {
  await stores.mongo.db
    .collection<{ _id: string }>(kind)
    .updateOne({ _id: id }, { $set: fields }, { bypassDocumentValidation: true })
}
