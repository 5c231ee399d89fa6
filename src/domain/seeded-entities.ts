import type { StoreName } from '../core/store-name.js'
import type { EventEnvelope } from './event-envelope.js'
import type { BudgetDocument, CategoryDocument, ExpenseDocument } from './expense-document.js'
import type { FamilyMemberRow, FamilyRow, UserRow } from './identity-rows.js'
import type { TodoItem } from './todo-item.js'

/** The type of a record of each entity, as stored. */
export interface SeededRecordTypes {
  families: FamilyRow
  users: UserRow
  members: FamilyMemberRow
  /** Events in the event log (`platform.event_log`). */
  events: EventEnvelope
  todos: TodoItem
  categories: CategoryDocument
  expenses: ExpenseDocument
  budgets: BudgetDocument
}
export type SeededEntity = keyof SeededRecordTypes

/** Records by entity. An entity that is missing has none. */
export type RecordBatch = { readonly [Entity in SeededEntity]?: readonly SeededRecordTypes[Entity][] }

/** The entities of each store, in an order of writing that satisfies foreign keys. */
export const SEEDED_ENTITIES: Readonly<Record<StoreName, readonly SeededEntity[]>> = {
  postgres: ['families', 'users', 'members', 'events'],
  dynamodb: ['todos'],
  mongo: ['categories', 'expenses', 'budgets'],
}

/** The number of records in a batch. */
export function countRecords(batch: RecordBatch): number {
  return Object.values(batch).reduce((sum, records) => sum + records.length, 0)
}
