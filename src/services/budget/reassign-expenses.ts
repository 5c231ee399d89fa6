import { EVENT_TYPES } from '../../domain/event-types.js'
import type { EventHandler } from '../../events/event-handler.js'
import type { MongoStore } from '../../stores/mongo/client/mongo-store.js'
import type { StoredExpense } from './budget-context.js'

/**
 * Reassigns the expenses of a member who leaves a family or is deleted to the owner of the family, so that every expense
 * belongs to a member. Idempotent.
 */
export function reassignExpenses(store: MongoStore): EventHandler {
  const expenses = store.db.collection<StoredExpense>('expenses')
  return {
    consumer: 'budget.pass-on-expenses',
    types: [EVENT_TYPES.userUpdated, EVENT_TYPES.userDeleted],
    async handle(event) {
      const { left } = event.data
      if (typeof left !== 'object' || left === null || !('family_id' in left) || !('owner_id' in left)) return
      await expenses.updateMany(
        {
          user_id: `USER#${event.subject}`,
          family_id: `FAMILY#${String(left.family_id)}`,
          // A redelivered event must not change expenses from a later membership in the same family.
          updated_at: { $lte: new Date(Date.parse(event.time) + LATE_REQUEST_TOLERANCE_MS) },
        },
        { $set: { user_id: `USER#${String(left.owner_id)}` }, $inc: { version: 1 } },
      )
    },
  }
}

/** Expenses of requests that were in flight when the member left are included, in milliseconds. */
const LATE_REQUEST_TOLERANCE_MS = 5000
