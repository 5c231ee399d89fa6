import { event, toEventRow } from '../../domain/entities/event.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { listEventsBySubject, type EventLogRow } from './event-lookups.js'
import { isEventAbout } from './is-event-about.js'
import type { RecordSources, Section, SectionItem, SectionPage } from './record-view.js'
import { toSectionItem } from './section-items.js'

/**
 * Events in the event log about the records with these ids, newest first, as in their history; with `kind`, only those of this entity.
 */
export function eventSection(stores: RecordSources, subjects: readonly string[], kind?: string): Section {
  const list = subjects.map((subject) => `'${subject}'`).join(', ')
  return {
    name: 'events',
    store: 'postgres',
    query: formatCommandLine(
      'query',
      'postgres',
      `SELECT position, envelope FROM platform.event_log WHERE subject IN (${list}) ORDER BY position DESC`,
    ),
    page: (size) =>
      readEventPage(
        (count, before) => listEventsBySubject(stores.postgres, subjects, count, before),
        size,
        undefined,
        ({ envelope }) => kind === undefined || isEventAbout(stores.entities, kind, envelope),
      ),
  }
}

export async function readEventPage(
  read: (size: number, before?: string) => Promise<readonly EventLogRow[]>,
  size: number,
  before?: string,
  isShown: (row: EventLogRow) => boolean = () => true,
): Promise<SectionPage> {
  // One more tells whether there are more.
  const found = await read(size + 1, before)
  const events = found.slice(0, size)
  const items = events.filter(isShown).map(({ envelope }) => toEventSectionItem(envelope))
  const last = events.at(-1)
  if (found.length <= size || last === undefined) return { items }
  return { items, next: () => readEventPage(read, size, last.position, isShown) }
}

/** Events that are still in an outbox. */
export function outboxSection(
  store: Section['store'],
  query: string,
  read: (size: number) => Promise<readonly EventEnvelope[]>,
): Section {
  return {
    name: 'outbox',
    store,
    query,
    page: async (size) => ({ items: (await read(size)).map(toPendingSectionItem) }),
  }
}

function toEventSectionItem(envelope: EventEnvelope): SectionItem {
  return { ...toSectionItem(event, toEventRow(envelope)), record: { ...envelope } }
}

/** A pending event is not in the event log yet, so it cannot be opened as a record. */
function toPendingSectionItem(envelope: EventEnvelope): SectionItem {
  const { kind: _kind, ...item } = toEventSectionItem(envelope)
  return item
}
