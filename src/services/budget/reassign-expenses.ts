import { EVENT_TYPES } from '../../domain/event-types.js'
import type { EventHandler } from '../../events/event-handler.js'
import type { MongoStore } from '../../stores/mongo/mongo-store.js'
import type { StoredExpense } from './budget-context.js'

/**
 * What a family spent stays with the family: when a member leaves or is deleted, their expenses pass to its owner, so
 * that every expense belongs to somebody who is there. Done again it finds nothing to do.
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
          // Of a later stay in the same family nothing is passed on when the event comes again.
          updated_at: { $lte: new Date(Date.parse(event.time) + LATE_REQUEST_TOLERANCE_MS) },
        },
        { $set: { user_id: `USER#${String(left.owner_id)}` }, $inc: { version: 1 } },
      )
    },
  }
}

/** A request that was on its way when the member left may be later by this much, milliseconds. */
const LATE_REQUEST_TOLERANCE_MS = 5000
