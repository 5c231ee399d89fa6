import { groupBy } from '../../core/group-by.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { createNameLookup, describeEvent, listNamedIds } from '../../domain/events/describe-event.js'
import { findNames } from '../../events/find-names.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { listEventsBySubject } from '../records/event-lookups.js'
import type { FindSeeded } from '../records/record-view.js'
import { formatChanges } from './format-changes.js'
import { compareEvents, type EventChanges, findSeededBefore, listChangedFields } from './read-history.js'

/** Of records that were changed very often, the changes before these are not known. */
const MAX_EVENTS = 1000
/** Seeded records are generated again. */
const MAX_SEEDED = 20
const ID_LENGTH = 36

interface EventSources {
  readonly postgres: PostgresStore
  readonly findSeeded?: FindSeeded | undefined
}

/** What happened, as in the history of the record, with the fields that changed: `"Faucet" of Alex was changed: title Tap → Faucet`. */
export async function describeEvents(
  sources: EventSources,
  events: readonly EventEnvelope[],
): Promise<readonly string[]> {
  const [names, changes] = await Promise.all([
    findNames(sources.postgres.pool, listNamedIds(events)),
    readChanges(sources, events),
  ])
  const getName = createNameLookup(events, names)
  return events.map((event) => {
    const found = changes.get(event.id)
    const what = describeEvent(event, getName, found && listChangedFields(found))
    const values = found === undefined ? [] : formatChanges({ type: event.type, ...found })
    return values.length === 0 ? what : `${what}: ${values.join(', ')}`
  })
}

/** What the updates among the events changed, by the id of the event. */
async function readChanges(
  { postgres, findSeeded }: EventSources,
  events: readonly EventEnvelope[],
): Promise<ReadonlyMap<string, EventChanges>> {
  const subjects = [
    ...new Set(events.flatMap(({ type, subject }) => (type.endsWith('.updated') ? subject : []))),
  ]
  if (subjects.length === 0) return new Map()
  const rows = await listEventsBySubject(postgres, subjects, MAX_EVENTS)
  const isComplete = rows.length < MAX_EVENTS
  // Records of different entities may have the same id.
  const histories = groupBy(
    rows.map(({ envelope }) => envelope).toReversed(),
    ({ type, subject }) => `${type.split('.')[1]} ${subject.slice(-ID_LENGTH)}`,
  )
  let seededLeft = MAX_SEEDED
  const compared: EventChanges[] = []
  for (const history of histories.values()) {
    const mayBeSeeded = isComplete && history[0]?.type.endsWith('.updated') === true && seededLeft-- > 0
    const seeded = mayBeSeeded ? await findSeededBefore(history[0], findSeeded) : undefined
    compared.push(...compareEvents(history, seeded))
  }
  return new Map(compared.map((each) => [each.event.id, each]))
}
