import { budgetFamilyArchive } from '../services/budget/budget-family-archive.js'
import { passOnExpenses } from '../services/budget/pass-on-expenses.js'
import { removeFamily } from '../services/identity/remove-family.js'
import { followMembers } from '../services/todo/follow-members.js'
import { replicateCategories } from '../services/todo/replicate-categories.js'
import { reviewLargeExpense } from '../services/todo/review-large-expense.js'
import { todoFamilyArchive } from '../services/todo/todo-family-archive.js'
import type { Stores } from '../stores/stores.js'
import type { EventHandler } from './event-handler.js'
import { familyDeletion } from './sagas/family-deletion.js'
import { requestedDeletion } from './sagas/requested-deletion.js'
import type { SagaDefinition } from './sagas/saga.js'

/** Every consumer of the log that runs once per stack. */
export function eventHandlers(stores: Stores): readonly EventHandler[] {
  return [
    reviewLargeExpense(stores.dynamodb),
    replicateCategories(stores.dynamodb),
    followMembers(stores.dynamodb),
    passOnExpenses(stores.mongo),
    requestedDeletion(stores.postgres.pool, familyDeletionOf(stores)),
  ]
}

/** Every saga that a stack can run. */
export function sagaDefinitions(stores: Stores): readonly SagaDefinition[] {
  return [familyDeletionOf(stores)]
}

function familyDeletionOf(stores: Stores): SagaDefinition {
  return familyDeletion({
    todos: todoFamilyArchive(stores.dynamodb),
    expenses: budgetFamilyArchive(stores.mongo),
    removeFamily: (familyId, correlationId) => removeFamily(stores.postgres.pool, familyId, correlationId),
  })
}
