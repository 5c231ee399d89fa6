import { isUuid } from '../../core/is-uuid.js'
import { categoryById, expenseById } from './budget-lookup.js'
import { eventById } from './event-lookup.js'
import { familyById, type ShownUser, userById } from './identity-lookup.js'
import type { RecordSources, PlainRecord, Reference } from './record-view.js'
import { todoById } from './todo-lookup.js'

/** A user that a record names; ≠ when the user is in another family than `family`, the one that the record names. */
export async function userReference(
  stores: RecordSources,
  field: string,
  id: string,
  family?: string,
): Promise<Reference> {
  const user = isUuid(id) ? await userById(stores.postgres, id) : undefined
  const base = { field, kind: 'user', id } as const
  if (user === undefined) return { ...base, state: 'orphan' }
  const found = { ...base, title: userTitle(user) }
  if (family === undefined || user.family_id === family) return { ...found, state: 'found' }
  return {
    ...found,
    state: 'stale',
    here: `family ${family}`,
    there: `family ${user.family_id ?? 'none'}`,
    note: 'the user is in another family',
  }
}

export async function familyReference(stores: RecordSources, field: string, id: string): Promise<Reference> {
  const family = isUuid(id) ? await familyById(stores.postgres, id) : undefined
  const base = { field, kind: 'family', id } as const
  return family === undefined ? { ...base, state: 'orphan' } : { ...base, state: 'found', title: family.name }
}

export async function categoryReference(
  stores: RecordSources,
  field: string,
  id: string,
): Promise<Reference> {
  const category = await categoryById(stores.mongo, id)
  const base = { field, kind: 'category', id } as const
  return category === undefined
    ? { ...base, state: 'orphan' }
    : { ...base, state: 'found', title: category.label }
}

export async function todoReference(stores: RecordSources, field: string, id: string): Promise<Reference> {
  const todo = await todoById(stores.dynamodb, id)
  const base = { field, kind: 'todo', id } as const
  return todo === undefined
    ? { ...base, state: 'orphan' }
    : { ...base, state: 'found', title: todoTitle(todo) }
}

export async function expenseReference(stores: RecordSources, field: string, id: string): Promise<Reference> {
  const expense = await expenseById(stores.mongo, id)
  const base = { field, kind: 'expense', id } as const
  if (expense === undefined) return { ...base, state: 'orphan' }
  return {
    ...base,
    state: 'found',
    title: `${expense.category.primary} ${String(expense.amount)} ${expense.currency}`,
  }
}

export async function eventReference(stores: RecordSources, field: string, id: string): Promise<Reference> {
  const event = isUuid(id) ? await eventById(stores.postgres, id) : undefined
  const base = { field, kind: 'event', id } as const
  return event === undefined
    ? { ...base, state: 'orphan' }
    : { ...base, state: 'found', title: event.envelope.type }
}

export function todoTitle(todo: PlainRecord): string {
  return typeof todo['title'] === 'string' ? todo['title'] : 'without a title'
}

export function userTitle(user: Pick<ShownUser, 'display_name' | 'email'>): string {
  return user.display_name === '' ? user.email : `${user.display_name} <${user.email}>`
}
