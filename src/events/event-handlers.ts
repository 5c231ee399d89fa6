import { reviewLargeExpense } from '../services/todo/review-large-expense.js'
import type { Stores } from '../stores/stores.js'
import type { EventHandler } from './event-handler.js'

/** Every consumer of the log that runs once per stack. */
export function eventHandlers(stores: Stores): readonly EventHandler[] {
  return [reviewLargeExpense(stores.dynamodb)]
}
