import { randomUUID } from 'node:crypto'
import { Double } from 'bson'
import type { ExpenseDocument } from '../../../src/domain/entities/expense.js'
import {
  type CorruptFunction,
  deleteDocument,
  deleteItem,
  executeUnchecked,
  findReviewedExpenseId,
  getFamilyRecords,
  pickRecord,
  putItem,
  updateDocument,
} from './corruption.js'

/** Changes that the comparison with the dataset reports. Some break an invariant, depending on the record. */
export const recordDifferences: readonly CorruptFunction[] = [
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'users')
    await executeUnchecked(context, 'UPDATE users SET display_name = display_name || $2 WHERE id = $1', [
      id,
      '.',
    ])
    return { description: 'name changed', store: 'postgres', id, difference: 'changed' }
  },
  async (context) => {
    const id = getFamilyRecords(context, 'postgres').events?.[0]?.event_id
    if (id === undefined) return undefined
    await executeUnchecked(context, 'DELETE FROM platform.event_log WHERE event_id = $1', [id])
    return { description: 'event dropped', store: 'postgres', id, difference: 'missing' }
  },
  async (context) => {
    const { events = [] } = getFamilyRecords(context, 'postgres')
    const event = events.find(({ envelope }) => envelope.data['amount'] !== undefined)
    if (event === undefined) return undefined
    const amount = JSON.stringify(Number(event.envelope.data['amount']))
    await executeUnchecked(
      context,
      `UPDATE platform.event_log SET envelope = jsonb_set(envelope, '{data,amount}', $2::jsonb) WHERE event_id = $1`,
      [event.event_id, amount],
    )
    return { description: 'event retyped', store: 'postgres', id: event.event_id, difference: 'changed' }
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
    const swap = (key: string | undefined): string | undefined => key?.replace(todo.id, id)
    const key = { PK: todo.PK, SK: todo.SK.replace(todo.id, id) }
    await putItem(context, { ...todo, ...key, id, GSI3SK: swap(todo.GSI3SK), ai_metadata: {} })
    return {
      description: 'todo added',
      store: 'dynamodb',
      id,
      difference: 'extra',
      remove: () => deleteItem(context, key),
    }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, version: String(todo.version) })
    return { description: 'version retyped', store: 'dynamodb', id: todo.id, difference: 'changed' }
  },
  async (context) => {
    const expense = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', expense._id, { description: `${expense.description}.` })
    return { description: 'description changed', store: 'mongo', id: expense._id, difference: 'changed' }
  },
  async (context) => {
    const expense = pickRecord(context, 'mongo', 'expenses')
    await deleteDocument(context, 'expenses', expense._id)
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
      remove: () => deleteDocument(context, 'expenses', _id),
    }
  },
  async (context) => {
    const { _id: id, version } = pickRecord(context, 'mongo', 'budgets')
    await updateDocument(context, 'budgets', id, { version: new Double(version) })
    return { description: "budget's version retyped", store: 'mongo', id, difference: 'changed' }
  },
]
