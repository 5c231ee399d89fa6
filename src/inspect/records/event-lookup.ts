import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { PostgresStore } from '../../stores/postgres/postgres-store.js'

/** A row of the event log. */
export interface LoggedEvent {
  readonly position: string
  readonly envelope: EventEnvelope
}

export async function eventById(store: PostgresStore, id: string): Promise<LoggedEvent | undefined> {
  return (await events(store, 'event_id = $1', [id], 1))[0]
}

/** Oldest first, after a position. */
export async function eventsAbout(
  store: PostgresStore,
  subjects: readonly string[],
  size: number,
  after = '0',
): Promise<readonly LoggedEvent[]> {
  return events(store, 'subject = ANY($1) AND position > $2', [subjects, after], size)
}

export async function eventsOfCorrelation(
  store: PostgresStore,
  correlation: string,
  size: number,
  after = '0',
): Promise<readonly LoggedEvent[]> {
  return events(store, "envelope ->> 'correlationid' = $1 AND position > $2", [correlation, after], size)
}

/** Events of the identity service about a subject that the relay has not moved to the log yet. */
export async function pendingIdentityEvents(
  store: PostgresStore,
  subjects: readonly string[],
): Promise<readonly EventEnvelope[]> {
  const { rows } = await store.pool.query<{ envelope: EventEnvelope }>(
    "SELECT envelope FROM outbox WHERE envelope ->> 'subject' = ANY($1) ORDER BY position LIMIT 100",
    [subjects],
  )
  return rows.map((row) => row.envelope)
}

async function events(
  store: PostgresStore,
  where: string,
  values: readonly unknown[],
  size: number,
): Promise<readonly LoggedEvent[]> {
  const { rows } = await store.pool.query<LoggedEvent>(
    `SELECT position::text AS position, envelope FROM platform.event_log WHERE ${where} ORDER BY position LIMIT ${size}`,
    [...values],
  )
  return rows
}
