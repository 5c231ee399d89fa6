import type { Queryable } from '../../../stores/postgres/client/queryable.js'

/**
 * Removes the email address and the name of a deleted user from the event log, the outbox, dead letters and stored responses.
 * Idempotent.
 */
export async function redactUser(client: Queryable, userId: string): Promise<void> {
  await client.query('SELECT platform.redact_user($1)', [userId])
}
