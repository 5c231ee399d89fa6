import type { EventEnvelope } from '../../domain/event-envelope.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import {
  checkEventReference,
  checkExpenseReference,
  checkFamilyReference,
  checkTodoReference,
  checkUserReference,
} from './check-references.js'
import { lookUpEvent, listEventsByCorrelation } from './event-lookups.js'
import type { RecordSources, RecordView, Reference } from './record-view.js'
import { readEventPage } from './event-section.js'
import { formatCommandLine } from './command-line.js'

/** An event of the event log with its subject, its cause and the events with the same correlation ID. */
export async function viewEvent(stores: RecordSources, id: string): Promise<RecordView | undefined> {
  const logged = await lookUpEvent(stores.postgres, id)
  if (logged === undefined) return undefined
  const { envelope } = logged
  return {
    kind: 'event',
    id,
    title: `${envelope.type} of ${envelope.time}`,
    store: 'postgres',
    record: { position: logged.position, ...envelope },
    query: formatCommandLine(
      'query',
      'postgres',
      'SELECT envelope FROM platform.event_log WHERE event_id = :id',
      '-p',
      `id=${id}`,
    ),
    keys: [],
    references: () => checkEventReferences(stores, envelope),
    sections: [
      {
        name: 'correlated',
        store: 'postgres',
        query: formatCommandLine(
          'query',
          'postgres',
          "SELECT envelope FROM platform.event_log WHERE envelope ->> 'correlationid' = :id ORDER BY position",
          '-p',
          `id=${envelope.correlationid}`,
        ),
        page: (size) =>
          readEventPage(
            (after) => listEventsByCorrelation(stores.postgres, envelope.correlationid, size, after),
            size,
          ),
      },
    ],
  }
}

/** The subject of a deletion event does not exist any more, so it is not a dangling reference. */
async function checkEventReferences(
  stores: RecordSources,
  envelope: EventEnvelope,
): Promise<readonly Reference[]> {
  const found = await Promise.all([
    ...checkSubjectReference(stores, envelope),
    ...(envelope.familyid === undefined
      ? []
      : [checkFamilyReference(stores, 'familyid', stripIdPrefix(envelope.familyid, 'FAMILY#'))]),
    ...(envelope.causationid === undefined
      ? []
      : [checkEventReference(stores, 'causationid', envelope.causationid)]),
  ])
  if (!envelope.type.endsWith('.deleted')) return found
  return found.filter((reference) => reference.field === 'causationid' || reference.state !== 'dangling')
}

function checkSubjectReference(
  stores: RecordSources,
  envelope: EventEnvelope,
): readonly Promise<Reference>[] {
  const id = envelope.subject.replace(/^(?:USER#|FAMILY#|expense_)/, '')
  if (envelope.type.startsWith('identity.user.')) return [checkUserReference(stores, 'subject', id)]
  if (envelope.type.startsWith('identity.family.')) return [checkFamilyReference(stores, 'subject', id)]
  if (envelope.type.startsWith('todo.todo.')) return [checkTodoReference(stores, 'subject', id)]
  if (envelope.type.startsWith('budget.expense.')) return [checkExpenseReference(stores, 'subject', id)]
  return []
}
