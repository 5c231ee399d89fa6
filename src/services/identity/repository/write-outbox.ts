import type { ClientBase } from 'pg'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { OUTBOX_CHANNEL } from '../../../domain/outbox-channel.js'

/** Writes events to the outbox in the caller's transaction, and notifies the relay on commit. */
export async function writeOutbox(client: ClientBase, events: readonly EventEnvelope[]): Promise<void> {
  if (events.length === 0) return
  await client.query(
    `WITH written AS (
       INSERT INTO outbox (id, envelope)
       SELECT (event ->> 'id')::uuid, event FROM unnest($1::jsonb[]) WITH ORDINALITY AS given (event, n) ORDER BY n
       RETURNING 1)
     SELECT pg_notify($2, '') WHERE EXISTS (SELECT 1 FROM written)`,
    [events.map((event) => JSON.stringify(event)), OUTBOX_CHANNEL],
  )
}
