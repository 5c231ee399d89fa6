import type { Collection, Db } from 'mongodb'
import type { Clock } from '../../core/clock.js'
import type { BudgetDocument, CategoryDocument, ExpenseDocument } from '../../domain/expense-document.js'
import type { PageCursors } from '../http/page-cursor.js'
import type { Insert } from './grouped-inserts.js'
import type { KnownCategories } from './known-categories.js'

/** A deleted document stays, invisible, until its last event has left; then the relay removes it. */
export type StoredExpense = ExpenseDocument & { readonly deleted_at?: Date }

/** What the handlers of the budget service work with. */
export interface BudgetContext {
  readonly db: Db
  readonly expenses: Collection<StoredExpense>
  readonly insertExpense: Insert<StoredExpense>
  readonly categories: Collection<CategoryDocument>
  readonly budgets: Collection<BudgetDocument>
  readonly known: KnownCategories
  readonly cursors: PageCursors
  readonly clock: Clock
}
