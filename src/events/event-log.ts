import type pg from 'pg'
import type { EventEnvelope } from '../domain/event-envelope.js'
import { eventById, eventsAfter } from './access-patterns.js'

/** The channel on which the relay announces new events. */
export const LOG_CHANNEL = 'homemanager_events'

/** An event with its position in the log. Positions increase and may have gaps. */
export interface LoggedEvent {
  readonly position: bigint
  readonly event: EventEnvelope
}

/** A pool or a connection. */
export type Queryable = Pick<pg.ClientBase, 'query'>

const APPEND_SQL = `
INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope)
SELECT (e ->> 'id')::uuid, e ->> 'type', e ->> 'source', e ->> 'subject', (e ->> 'time')::timestamptz, e
FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS given (e, n)
ORDER BY n
ON CONFLICT (event_id) DO NOTHING`

/**
 * Appends events in the given order and ignores those that the log already has. `client` must be a connection used by
 * nothing else. The transaction is assigned its id before any position, so that readers which stop at the oldest running
 * transaction never skip a position.
 */
export async function appendEvents(client: Queryable, events: readonly EventEnvelope[]): Promise<void> {
  await client.query('BEGIN; SELECT pg_current_xact_id()')
  try {
    await client.query(APPEND_SQL, [JSON.stringify(events)])
    await client.query(`SELECT pg_notify('${LOG_CHANNEL}', ''); COMMIT`)
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

/** A section of the log: its events of the requested types, and its last position. */
export interface EventLogPage {
  readonly events: readonly LoggedEvent[]
  /** The last position read; undefined at the end of the log. */
  readonly lastPosition: bigint | undefined
}

/**
 * Reads the events of these types after a position, oldest first, up to the first position that an open transaction could
 * still fill. `limit` counts events of all types; other types are not transferred.
 */
export async function readEventsAfter(
  queryable: Queryable,
  position: bigint,
  limit: number,
  types: readonly string[],
): Promise<EventLogPage> {
  const { rows } = await queryable.query<{ position: string; envelope: EventEnvelope | null }>(
    eventsAfter.request(position, limit, types),
  )
  const last = rows.at(-1)
  return {
    events: rows.flatMap((row) =>
      row.envelope === null ? [] : [{ position: BigInt(row.position), event: row.envelope }],
    ),
    lastPosition: last === undefined ? undefined : BigInt(last.position),
  }
}

/** Finds an event by id. */
export async function findLoggedEvent(queryable: Queryable, id: string): Promise<LoggedEvent | undefined> {
  const { rows } = await queryable.query<{ position: string; envelope: EventEnvelope }>(eventById.request(id))
  return rows[0] && { position: BigInt(rows[0].position), event: rows[0].envelope }
}

/** Returns the last position that is safe to start from; 0 for an empty log. */
export async function readLastPosition(queryable: Queryable): Promise<bigint> {
  const { rows } = await queryable.query<{ last: string }>(
    `SELECT coalesce(max(position), 0) AS last FROM platform.event_log
     WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())`,
  )
  return BigInt(rows[0]?.last ?? 0)
}
