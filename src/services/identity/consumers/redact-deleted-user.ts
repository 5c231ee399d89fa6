import type { Pool } from 'pg'
import { createEventHandler, type EventHandler } from '../../../events/event-handler.js'
import { redactUser } from '../repository/redact-user.js'

/**
 * Redacts the events of a deleted user again when the deletion is in the log: the relay may have been about to append
 * earlier ones while the user was deleted. Idempotent.
 */
export function redactDeletedUser(pool: Pool): EventHandler {
  return createEventHandler({
    consumer: 'identity.redact-deleted-user',
    types: ['identity.user.deleted'],
    handle: async (event) => redactUser(pool, event.subject),
  })
}
