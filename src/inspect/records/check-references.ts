import { isUuid } from '../../core/is-uuid.js'
import { lookUpCategory, lookUpExpense } from './budget-lookups.js'
import { lookUpEvent } from './event-lookups.js'
import { lookUpFamily, type UserWithoutPassword, lookUpUser } from './identity-lookups.js'
import type { RecordSources, PlainRecord, Reference } from './record-view.js'
import { lookUpTodo } from './todo-lookups.js'

/** Checks a reference to a user. It is stale if the user is not in `family`, the family of the referring record. */
export async function checkUserReference(
  stores: RecordSources,
  field: string,
  id: string,
  family?: string,
): Promise<Reference> {
  const user = isUuid(id) ? await lookUpUser(stores.postgres, id) : undefined
  const base = { field, kind: 'user', id } as const
  if (user === undefined) return { ...base, state: 'dangling' }
  const found = { ...base, title: getUserTitle(user) }
  if (family === undefined || user.family_id === family) return { ...found, state: 'found' }
  return {
    ...found,
    state: 'stale',
    value: `family ${family}`,
    actual: `family ${user.family_id ?? 'none'}`,
    note: 'the user is in another family',
  }
}

export async function checkFamilyReference(
  stores: RecordSources,
  field: string,
  id: string,
): Promise<Reference> {
  const family = isUuid(id) ? await lookUpFamily(stores.postgres, id) : undefined
  const base = { field, kind: 'family', id } as const
  return family === undefined
    ? { ...base, state: 'dangling' }
    : { ...base, state: 'found', title: family.name }
}

export async function checkCategoryReference(
  stores: RecordSources,
  field: string,
  id: string,
): Promise<Reference> {
  const category = await lookUpCategory(stores.mongo, id)
  const base = { field, kind: 'category', id } as const
  return category === undefined
    ? { ...base, state: 'dangling' }
    : { ...base, state: 'found', title: category.label }
}

export async function checkTodoReference(
  stores: RecordSources,
  field: string,
  id: string,
): Promise<Reference> {
  const todo = await lookUpTodo(stores.dynamodb, id)
  const base = { field, kind: 'todo', id } as const
  return todo === undefined
    ? { ...base, state: 'dangling' }
    : { ...base, state: 'found', title: getTodoTitle(todo) }
}

export async function checkExpenseReference(
  stores: RecordSources,
  field: string,
  id: string,
): Promise<Reference> {
  const expense = await lookUpExpense(stores.mongo, id)
  const base = { field, kind: 'expense', id } as const
  if (expense === undefined) return { ...base, state: 'dangling' }
  return {
    ...base,
    state: 'found',
    title: `${expense.category.primary} ${String(expense.amount)} ${expense.currency}`,
  }
}

export async function checkEventReference(
  stores: RecordSources,
  field: string,
  id: string,
): Promise<Reference> {
  const event = isUuid(id) ? await lookUpEvent(stores.postgres, id) : undefined
  const base = { field, kind: 'event', id } as const
  return event === undefined
    ? { ...base, state: 'dangling' }
    : { ...base, state: 'found', title: event.envelope.type }
}

export function getTodoTitle(todo: PlainRecord): string {
  return typeof todo['title'] === 'string' ? todo['title'] : '(no title)'
}

export function getUserTitle(user: Pick<UserWithoutPassword, 'display_name' | 'email'>): string {
  return user.display_name === '' ? user.email : `${user.display_name} <${user.email}>`
}
