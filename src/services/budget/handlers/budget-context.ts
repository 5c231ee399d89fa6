import type { Collection, Db } from 'mongodb'
import type { Clock } from '../../../core/clock.js'
import type { BudgetDocument } from '../../../domain/entities/budget.js'
import type { CategoryDocument } from '../../../domain/entities/category.js'
import type { ExpenseDocument } from '../../../domain/entities/expense.js'
import type { PageCursors } from '../../http/requests/page-cursor.js'
import type { InsertOne } from '../repository/batched-insert.js'
import type { CategoryLookup } from '../repository/category-lookup.js'

/** A deleted document is hidden, and removed by the relay after its last event has been delivered. */
export type StoredExpense = ExpenseDocument & { readonly deleted_at?: Date }

/** The dependencies of the handlers of the budget service. */
export interface BudgetContext {
  readonly db: Db
  readonly expenses: Collection<StoredExpense>
  readonly insertExpense: InsertOne<StoredExpense>
  readonly categories: Collection<CategoryDocument>
  readonly budgets: Collection<BudgetDocument>
  readonly categoryLookup: CategoryLookup
  readonly cursors: PageCursors
  readonly clock: Clock
}
