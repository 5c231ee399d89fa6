import type { EventEnvelope } from '../../domain/event-envelope.js'
import { eventById } from '../../events/access-patterns.js'
import type { PostgresRequest } from '../../core/store-types.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { eventsOfCorrelation, eventsOfSubjects, LAST_POSITION } from './access-patterns.js'

const PAGE_SIZE = 500

/** A row of the event log. */
export interface EventLogRow {
  readonly position: string
  readonly envelope: EventEnvelope
}

export async function lookUpEvent(store: PostgresStore, id: string): Promise<EventLogRow | undefined> {
  return (await selectEvents(store, eventById.request(id)))[0]
}

/** Events about the subjects, newest first, before the position `before`. */
export async function listEventsBySubject(
  store: PostgresStore,
  subjects: readonly string[],
  size: number,
  before = LAST_POSITION,
): Promise<readonly EventLogRow[]> {
  return selectEvents(store, eventsOfSubjects.request(subjects, size, before))
}

/** All events about the subjects, oldest first. */
export async function listAllEventsBySubject(
  store: PostgresStore,
  subjects: readonly string[],
): Promise<readonly EventEnvelope[]> {
  const events: EventEnvelope[] = []
  for (let before: string | undefined; ;) {
    const page = await listEventsBySubject(store, subjects, PAGE_SIZE, before)
    events.push(...page.map(({ envelope }) => envelope))
    before = page.at(-1)?.position
    if (page.length < PAGE_SIZE) return events.toReversed()
  }
}

export async function listEventsByCorrelation(
  store: PostgresStore,
  correlation: string,
  size: number,
  before = LAST_POSITION,
): Promise<readonly EventLogRow[]> {
  return selectEvents(store, eventsOfCorrelation.request(correlation, size, before))
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
