import { createBudgetFamilyArchive } from '../services/budget/budget-family-archive.js'
import { reassignExpenses } from '../services/budget/reassign-expenses.js'
import { removeFamily } from '../services/identity/remove-family.js'
import { syncMembership } from '../services/todo/sync-membership.js'
import { replicateCategories } from '../services/todo/replicate-categories.js'
import { reviewLargeExpense } from '../services/todo/review-large-expense.js'
import { createTodoFamilyArchive } from '../services/todo/todo-family-archive.js'
import type { Stores } from '../stores/stores.js'
import type { EventHandler } from './event-handler.js'
import { createFamilyDeletionSaga } from './sagas/family-deletion.js'
import { startRequestedDeletion } from './sagas/start-requested-deletion.js'
import type { SagaDefinition } from './sagas/saga.js'

/** All consumers that run once per stack. */
export function createEventHandlers(stores: Stores): readonly EventHandler[] {
  return [
    reviewLargeExpense(stores.dynamodb),
    replicateCategories(stores.dynamodb),
    syncMembership(stores.dynamodb),
    reassignExpenses(stores.mongo),
    startRequestedDeletion(stores.postgres.pool, createStoresFamilyDeletion(stores)),
  ]
}

/** All sagas. */
export function createSagaDefinitions(stores: Stores): readonly SagaDefinition[] {
  return [createStoresFamilyDeletion(stores)]
}

function createStoresFamilyDeletion(stores: Stores): SagaDefinition {
  return createFamilyDeletionSaga({
    todos: createTodoFamilyArchive(stores.dynamodb),
    expenses: createBudgetFamilyArchive(stores.mongo),
    removeFamily: (familyId, correlationId) => removeFamily(stores.postgres.pool, familyId, correlationId),
  })
}
