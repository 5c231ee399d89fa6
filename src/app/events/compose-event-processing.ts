import type { EventHandler } from '../../events/event-handler.js'
import { createFamilyDeletionSaga } from '../../events/sagas/family-deletion.js'
import { startRequestedDeletion } from '../../events/sagas/start-requested-deletion.js'
import type { SagaDefinition } from '../../events/sagas/saga.js'
import { createBudgetFamilyArchive } from '../../services/budget/consumers/budget-family-archive.js'
import { reassignExpenses } from '../../services/budget/consumers/reassign-expenses.js'
import { settleLateWrites } from '../../services/budget/consumers/settle-late-writes.js'
import { redactDeletedUser } from '../../services/identity/consumers/redact-deleted-user.js'
import { removeFamily } from '../../services/identity/repository/remove-family.js'
import { replicateCategories } from '../../services/todo/consumers/replicate-categories.js'
import { reviewLargeExpense } from '../../services/todo/consumers/review-large-expense.js'
import { syncMembership } from '../../services/todo/consumers/sync-membership.js'
import { createTodoFamilyArchive } from '../../services/todo/consumers/todo-family-archive.js'
import { deliverEvents } from '../../events/subscriptions/deliver-events.js'
import type { Subscription } from '../../events/subscriptions/subscription.js'
import type { Purge } from '../../events/run-purges.js'
import type { Stores } from '../../stores/stores.js'
import { PURGES } from './purges.js'

/** What reacts to the events of a stack. */
export interface EventComposition {
  /** The consumers. Each runs once per stack. */
  readonly handlers: readonly EventHandler[]
  readonly sagas: readonly SagaDefinition[]
  readonly purges: readonly Purge[]
}

/** Creates the consumers of a project's extensions. */
export type CreateHandlers = (stores: Stores) => readonly EventHandler[]

/** What a project adds to the processing of events. */
export interface OwnEventProcessing {
  /** Of custom services. Default: none. */
  readonly subscriptions?: readonly Subscription[]
  /** Default: none. */
  readonly createHandlers?: CreateHandlers
}

/** Lists the consumers of all services, those of the project, and the sagas whose steps they implement. The order is the order of start. */
export function composeEventProcessing(
  stores: Stores,
  { subscriptions = [], createHandlers = () => [] }: OwnEventProcessing = {},
): EventComposition {
  const { postgres, dynamodb, mongo } = stores
  const familyDeletion = createFamilyDeletionSaga({
    todos: createTodoFamilyArchive(dynamodb),
    expenses: createBudgetFamilyArchive(mongo),
    removeFamily: (familyId, correlationId) => removeFamily(postgres.pool, familyId, correlationId),
  })
  return {
    handlers: [
      reviewLargeExpense(dynamodb),
      replicateCategories(dynamodb),
      syncMembership(dynamodb),
      reassignExpenses(mongo),
      settleLateWrites(mongo),
      redactDeletedUser(postgres.pool),
      startRequestedDeletion(postgres.pool, familyDeletion),
      ...createHandlers(stores),
      ...subscriptions.map(deliverEvents),
    ],
    sagas: [familyDeletion],
    purges: PURGES,
  }
}
