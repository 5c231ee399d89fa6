import { createEventHandler, type EventHandler } from '../../../events/event-handler.js'
import type { MongoStore } from '../../../stores/mongo/client/mongo-store.js'
import { updateDocuments } from '../../../stores/mongo/client/send-request.js'
import { expensesOfLeaver } from '../access-patterns/expense-patterns.js'

/**
 * Reassigns the expenses of a member who leaves a family or is deleted to the owner of the family, so that every expense
 * belongs to a member. Idempotent.
 */
export function reassignExpenses(store: MongoStore): EventHandler {
  return createEventHandler({
    consumer: 'budget.pass-on-expenses',
    types: ['identity.user.updated', 'identity.user.deleted'],
    async handle(event) {
      const { left } = event.data
      if (left === undefined) return
      // A redelivered event must not change expenses from a later membership in the same family.
      const before = new Date(Date.parse(event.time) + LATE_REQUEST_TOLERANCE_MS)
      const { family_id: family, owner_id: owner } = left
      const request = expensesOfLeaver.request(event.subject, family, owner, before)
      await updateDocuments(store.db, request)
    },
  })
}

/** Expenses of requests that were in flight when the member left are included, in milliseconds. */
const LATE_REQUEST_TOLERANCE_MS = 5000
