import type { StoreName } from '../core/store-name.js'
import type { EventEnvelope } from './event-envelope.js'
import type { BudgetDocument, CategoryDocument, ExpenseDocument } from './expense-document.js'
import type { FamilyMemberRow, FamilyRow, UserRow } from './identity-rows.js'
import type { TodoItem } from './todo-item.js'

/** What one record of each kind looks like in its store. */
export interface SeededRecordTypes {
  families: FamilyRow
  users: UserRow
  members: FamilyMemberRow
  /** Events that stand in the log (`platform.event_log`). */
  events: EventEnvelope
  todos: TodoItem
  categories: CategoryDocument
  expenses: ExpenseDocument
  budgets: BudgetDocument
}
export type SeededEntity = keyof SeededRecordTypes

/** Records by kind; a kind that is absent has none. */
export type RecordBatch = { readonly [Kind in SeededEntity]?: readonly SeededRecordTypes[Kind][] }

/** The kinds of each store, in the order in which references allow them to be written. */
export const SEEDED_ENTITIES: Readonly<Record<StoreName, readonly SeededEntity[]>> = {
  postgres: ['families', 'users', 'members', 'events'],
  dynamodb: ['todos'],
  mongo: ['categories', 'expenses', 'budgets'],
}

/** How many records a batch holds. */
export function countRecords(batch: RecordBatch): number {
  return Object.values(batch).reduce((sum, records) => sum + records.length, 0)
}
