import type { EventEnvelope } from '../../domain/event-envelope.js'
import {
  eventReference,
  expenseReference,
  familyReference,
  todoReference,
  userReference,
} from './check-references.js'
import { eventById, eventsOfCorrelation } from './event-lookup.js'
import type { RecordSources, RecordView, Reference } from './record-view.js'
import { eventPage } from './event-sections.js'
import { commandLine } from './command-line.js'

/** An event of the log with what it is about, what caused it and what else belongs to the same request. */
export async function viewEvent(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const logged = await eventById(stores.postgres, id)
  if (logged === undefined) return undefined
  const { envelope } = logged
  return {
    kind: 'event',
    id,
    title: `${envelope.type} of ${envelope.time}`,
    store: 'postgres',
    record: { position: logged.position, ...envelope },
    query: commandLine(
      'query',
      'postgres',
      'SELECT envelope FROM platform.event_log WHERE event_id = :id',
      '-p',
      `id=${id}`,
    ),
    keys: [],
    references: () => references(stores, envelope),
    sections: [
      {
        name: 'correlated',
        store: 'postgres',
        query: commandLine(
          'query',
          'postgres',
          "SELECT envelope FROM platform.event_log WHERE envelope ->> 'correlationid' = :id ORDER BY position",
          '-p',
          `id=${envelope.correlationid}`,
        ),
        page: (size) =>
          eventPage(
            (after) => eventsOfCorrelation(stores.postgres, envelope.correlationid, size, after),
            size,
          ),
      },
    ],
  }
}

/** A deleted subject is no orphan: that its record is gone is what the event says. */
async function references(stores: RecordSources, envelope: EventEnvelope): Promise<readonly Reference[]> {
  const found = await Promise.all([
    ...subjectReference(stores, envelope),
    ...(envelope.familyid === undefined
      ? []
      : [familyReference(stores, 'familyid', envelope.familyid.replace(/^FAMILY#/, ''))]),
    ...(envelope.causationid === undefined
      ? []
      : [eventReference(stores, 'causationid', envelope.causationid)]),
  ])
  if (!envelope.type.endsWith('.deleted')) return found
  return found.filter((reference) => reference.field === 'causationid' || reference.state !== 'orphan')
}

function subjectReference(stores: RecordSources, envelope: EventEnvelope): readonly Promise<Reference>[] {
  const id = envelope.subject.replace(/^(?:USER#|FAMILY#|expense_)/, '')
  if (envelope.type.startsWith('identity.user.')) return [userReference(stores, 'subject', id)]
  if (envelope.type.startsWith('identity.family.')) return [familyReference(stores, 'subject', id)]
  if (envelope.type.startsWith('todo.todo.')) return [todoReference(stores, 'subject', id)]
  if (envelope.type.startsWith('budget.expense.')) return [expenseReference(stores, 'subject', id)]
  return []
}
