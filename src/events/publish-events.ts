import type pg from 'pg'
import type { EventEnvelope } from '../domain/event-envelope.js'
import { OUTBOX_CHANNEL } from '../domain/outbox-channel.js'
import { toCanonicalJson } from '../stores/canonical-json.js'
import type { Queryable } from './event-log.js'

/** The id of an event was used for another one. */
export class EventIdUsed extends Error {
  override readonly name = 'EventIdUsed'
}

/** The log has an event before it is deleted from the outbox. */
const KNOWN_SQL = [
  'SELECT envelope FROM outbox WHERE id = ANY($1::uuid[])',
  'SELECT envelope FROM platform.event_log WHERE event_id = ANY($1::uuid[])',
]

const INSERT_SQL = `
INSERT INTO outbox (id, envelope)
SELECT (event ->> 'id')::uuid, event FROM unnest($1::jsonb[]) WITH ORDINALITY AS given (event, n) ORDER BY n
ON CONFLICT (id) DO NOTHING RETURNING id::text AS id`

/**
 * Writes events of custom services to the outbox in PostgreSQL, all or none, from where the relay moves them to the log. Returns the
 * ids of those that were not published before. Throws `EventIdUsed` if an id was used for an event with another type, source,
 * subject or data.
 */
export async function publishEvents(
  pool: pg.Pool,
  events: readonly EventEnvelope[],
): Promise<ReadonlySet<string>> {
  const given = new Map<string, EventEnvelope>()
  for (const event of events) {
    assertSame(given.get(event.id), event)
    given.set(event.id, event)
  }
  const client = await pool.connect()
  let failed: Error | undefined
  try {
    await client.query('BEGIN')
    const known = await readKnown(client, [...given.keys()])
    for (const event of given.values()) assertSame(known.get(event.id), event)
    const missing = [...given.values()].filter(({ id }) => !known.has(id))
    const { rows } = await client.query<{ id: string }>(INSERT_SQL, [
      missing.map((event) => JSON.stringify(event)),
    ])
    const published = new Set(rows.map(({ id }) => id))
    const others = missing.filter(({ id }) => !published.has(id))
    // Another request published them at the same time.
    const concurrent = await readKnown(
      client,
      others.map(({ id }) => id),
    )
    for (const event of others) assertSame(concurrent.get(event.id), event)
    await client.query('SELECT pg_notify($1, $2)', [OUTBOX_CHANNEL, ''])
    await client.query('COMMIT')
    return published
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: unknown) => {
      failed = cause instanceof Error ? cause : new Error(String(cause))
    })
    throw error
  } finally {
    client.release(failed)
  }
}

async function readKnown(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, EventEnvelope>> {
  const known = new Map<string, EventEnvelope>()
  if (ids.length === 0) return known
  for (const sql of KNOWN_SQL) {
    const { rows } = await db.query<{ envelope: EventEnvelope }>(sql, [ids])
    for (const { envelope } of rows) known.set(envelope.id, envelope)
  }
  return known
}

/** The other attributes may have defaults, which differ from request to request. */
function assertSame(known: EventEnvelope | undefined, event: EventEnvelope): void {
  if (known !== undefined && toContent(known) !== toContent(event))
    throw new EventIdUsed(`The ID ${event.id} was used for another event.`)
}

function toContent({ type, source, subject, data }: EventEnvelope): string {
  return toCanonicalJson({ type, source, subject, data })
}
