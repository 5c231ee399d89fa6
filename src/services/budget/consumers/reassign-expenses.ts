import { createEventHandler, type EventHandler } from '../../../events/event-handler.js'
import type { MongoStore } from '../../../stores/mongo/client/mongo-store.js'
import { updateDocuments } from '../../../stores/mongo/client/send-request.js'
import { expensesOfLeaver } from '../access-patterns/expense-patterns.js'
import { raiseMembershipFence } from '../repository/membership-fences.js'

/**
 * Raises the fence of a user whose membership has moved, which ends the writes of the former one, and then reassigns the
 * expenses of a member who leaves a family or is deleted to the owner of the family, so that every expense belongs to a
 * member. Idempotent: whose an expense is depends on versions, not on clocks.
 */
export function reassignExpenses(store: MongoStore): EventHandler {
  return createEventHandler({
    consumer: 'budget.pass-on-expenses',
    types: ['identity.user.updated', 'identity.user.deleted'],
    async handle(event) {
      const { left, user } = event.data
      const { membership_version: membershipVersion } = user
      const deleted = event.type === 'identity.user.deleted'
      if (membershipVersion !== undefined)
        await raiseMembershipFence(store.db, { userId: event.subject, membershipVersion, deleted }, left)
      if (left === undefined) return
      const { family_id: family, owner_id: owner } = left
      // An event of an earlier version has no membership version, and concerns only expenses of that time.
      const request = expensesOfLeaver.request(event.subject, family, owner, membershipVersion ?? 0)
      await updateDocuments(store.db, request)
    },
  })
}
