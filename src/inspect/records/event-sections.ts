import type { EventEnvelope } from '../../domain/event-envelope.js'
import { commandLine } from './command-line.js'
import { eventsAbout, type LoggedEvent } from './event-lookup.js'
import type { RecordSources, Section, SectionItem, SectionPage } from './record-view.js'

/** What the event log knows of a record. */
export function eventSection(stores: RecordSources, subjects: readonly string[]): Section {
  const list = subjects.map((subject) => `'${subject}'`).join(', ')
  return {
    name: 'events',
    store: 'postgres',
    query: commandLine(
      'query',
      'postgres',
      `SELECT position, envelope FROM platform.event_log WHERE subject IN (${list}) ORDER BY position`,
    ),
    page: (size) => eventPage((after) => eventsAbout(stores.postgres, subjects, size, after), size),
  }
}

export async function eventPage(
  read: (after?: string) => Promise<readonly LoggedEvent[]>,
  size: number,
  after?: string,
): Promise<SectionPage> {
  const events = await read(after)
  const items = events.map((event) => eventItem(event.envelope))
  const last = events.at(-1)
  if (events.length < size || last === undefined) return { items }
  return { items, next: () => eventPage(read, size, last.position) }
}

/** Events that wait to be moved to the log. */
export function outboxSection(
  store: Section['store'],
  query: string,
  read: () => Promise<readonly EventEnvelope[]>,
): Section {
  return { name: 'outbox', store, query, page: async () => ({ items: (await read()).map(pendingItem) }) }
}

export function eventItem(envelope: EventEnvelope): SectionItem {
  return {
    kind: 'event',
    id: envelope.id,
    title: `${envelope.time}  ${envelope.type}  ${envelope.subject}`,
    record: { ...envelope },
  }
}

/** It is in no log yet, so there is no record to go to; what is known of it is this. */
function pendingItem(envelope: EventEnvelope): SectionItem {
  const { kind: _kind, ...item } = eventItem(envelope)
  return item
}
