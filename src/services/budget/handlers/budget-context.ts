import type { Collection, Db } from 'mongodb'
import type { Clock } from '../../../core/clock.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { BudgetDocument } from '../../../domain/entities/budget.js'
import type { ExpenseDocument } from '../../../domain/entities/expense.js'
import type { PageCursors } from '../../http/requests/page-cursor.js'
import type { InsertOne } from '../repository/batched-insert.js'
import type { Memberships } from '../repository/membership-fences.js'
import type { StoredCategory } from '../documents/category-documents.js'
import type { CategoryLookup } from '../repository/category-lookup.js'

/** A deleted document is hidden, and removed by the relay after its last event has been delivered. */
export type StoredExpense = ExpenseDocument & {
  readonly deleted_at?: Date
  /** Of the membership of the user who created the expense; missing in documents of version 0.1.0 and of datasets. */
  readonly membership_version?: number
  /** The request with an idempotency key that created the expense. */
  readonly made_by?: MadeBy
}

/** Documents of version 0.1.0 also have a digest of the request. */
export interface MadeBy {
  readonly request: string
}

export type StoredBudget = BudgetDocument & {
  readonly made_by?: MadeBy
  readonly outbox?: readonly EventEnvelope[]
}

/** The dependencies of the handlers of the budget service. */
export interface BudgetContext {
  readonly db: Db
  /** For reads that may lack the last writes. */
  readonly reports: Db
  readonly expenses: Collection<StoredExpense>
  /** Resolves to the memberships as they are after the insertion. */
  readonly insertExpense: InsertOne<StoredExpense, Memberships>
  readonly categories: Collection<StoredCategory>
  readonly budgets: Collection<StoredBudget>
  readonly categoryLookup: CategoryLookup
  readonly cursors: PageCursors
  readonly clock: Clock
}
