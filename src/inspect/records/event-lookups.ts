import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'

/** A row of the event log. */
export interface EventLogRow {
  readonly position: string
  readonly envelope: EventEnvelope
}

export async function lookUpEvent(store: PostgresStore, id: string): Promise<EventLogRow | undefined> {
  return (await selectEvents(store, 'event_id = $1', [id], 1))[0]
}

/** Events about the subjects, oldest first, after the position `after`. */
export async function listEventsBySubject(
  store: PostgresStore,
  subjects: readonly string[],
  size: number,
  after = '0',
): Promise<readonly EventLogRow[]> {
  return selectEvents(store, 'subject = ANY($1) AND position > $2', [subjects, after], size)
}

export async function listEventsByCorrelation(
  store: PostgresStore,
  correlation: string,
  size: number,
  after = '0',
): Promise<readonly EventLogRow[]> {
  return selectEvents(
    store,
    "envelope ->> 'correlationid' = $1 AND position > $2",
    [correlation, after],
    size,
  )
}

/** Events of the identity service about the subjects that are still in its outbox. */
export async function listPendingIdentityEvents(
  store: PostgresStore,
  subjects: readonly string[],
): Promise<readonly EventEnvelope[]> {
  const { rows } = await store.pool.query<{ envelope: EventEnvelope }>(
    "SELECT envelope FROM outbox WHERE envelope ->> 'subject' = ANY($1) ORDER BY position LIMIT 100",
    [subjects],
  )
  return rows.map((row) => row.envelope)
}

async function selectEvents(
  store: PostgresStore,
  where: string,
  values: readonly unknown[],
  size: number,
): Promise<readonly EventLogRow[]> {
  const { rows } = await store.pool.query<EventLogRow>(
    `SELECT position::text AS position, envelope FROM platform.event_log WHERE ${where} ORDER BY position LIMIT ${size}`,
    [...values],
  )
  return rows
}
