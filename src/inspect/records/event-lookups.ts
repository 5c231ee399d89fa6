import type { EventEnvelope } from '../../domain/event-envelope.js'
import { eventById } from '../../events/access-patterns.js'
import type { PostgresRequest } from '../../core/store-types.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { eventsOfCorrelation, eventsOfSubjects } from './access-patterns.js'

/** A row of the event log. */
export interface EventLogRow {
  readonly position: string
  readonly envelope: EventEnvelope
}

export async function lookUpEvent(store: PostgresStore, id: string): Promise<EventLogRow | undefined> {
  return (await selectEvents(store, eventById.request(id)))[0]
}

/** Events about the subjects, oldest first, after the position `after`. */
export async function listEventsBySubject(
  store: PostgresStore,
  subjects: readonly string[],
  size: number,
  after = '0',
): Promise<readonly EventLogRow[]> {
  return selectEvents(store, eventsOfSubjects.request(subjects, size, after))
}

export async function listEventsByCorrelation(
  store: PostgresStore,
  correlation: string,
  size: number,
  after = '0',
): Promise<readonly EventLogRow[]> {
  return selectEvents(store, eventsOfCorrelation.request(correlation, size, after))
}

/** Events of the identity service about the subjects that are still in its outbox. */
export async function listPendingIdentityEvents(
  store: PostgresStore,
  subjects: readonly string[],
  size: number,
): Promise<readonly EventEnvelope[]> {
  const { rows } = await store.pool.query<{ envelope: EventEnvelope }>(
    "SELECT envelope FROM outbox WHERE envelope ->> 'subject' = ANY($1) ORDER BY position LIMIT $2",
    [subjects, size],
  )
  return rows.map((row) => row.envelope)
}

async function selectEvents(store: PostgresStore, request: PostgresRequest): Promise<readonly EventLogRow[]> {
  return (await store.pool.query<EventLogRow>(request)).rows
}
