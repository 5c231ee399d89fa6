import type { EventEnvelope } from '../event-envelope.js'
import { defineEntity, type ReferenceDeclaration } from './entity.js'
import { typedJson, text, timestamp, uuid, type InferRecord } from './field.js'

/** An event in the event log. */
export const event = defineEntity({
  name: 'event',
  plural: 'events',
  place: { store: 'postgres', table: 'platform.event_log' },
  id: { fields: ['event_id'], code: 5 },
  fields: {
    event_id: uuid(),
    type: text(),
    source: text(),
    /** The id of the aggregate. */
    subject: text(),
    time: timestamp(),
    envelope: typedJson<EventEnvelope>(),
  },
  maintainedFields: ['position', 'recorded_at', 'transaction_id'],
  references: [
    createSubjectReference('user', 'identity.user.', 'USER#'),
    createSubjectReference('family', 'identity.family.', 'FAMILY#'),
    // Answering an invitation deletes it.
    { ...createSubjectReference('invitation', 'identity.invitation.'), mayBeDeleted: () => true },
    createSubjectReference('todo', 'todo.todo.'),
    createSubjectReference('expense', 'budget.expense.', 'expense_'),
    {
      field: 'envelope.familyid',
      label: 'familyid',
      entity: 'family',
      prefix: 'FAMILY#',
      mayBeDeleted: isDeletion,
    },
    // Its user is not what it is about, and says nothing about the family that it belongs to.
    { field: 'envelope.actorid', label: 'actorid', entity: 'user', deferred: true, mayBeDeleted: () => true },
    { field: 'envelope.causationid', label: 'causationid', entity: 'event' },
  ],
  view: { columns: { 'envelope.familyid': 'family_id', 'envelope.causationid': 'causation_id' } },
  title: ({ type }) => type,
  heading: ({ envelope }) => `${envelope.type} of ${envelope.time}`,
  columns: [
    { name: 'time', value: ({ envelope }) => envelope.time },
    { name: 'type', importance: 1, value: ({ envelope }) => envelope.type },
    { name: 'subject', value: ({ envelope }) => envelope.subject },
  ],
})

/** A row of the event log in PostgreSQL. The first columns are copies of attributes of the envelope. */
export type EventRow = InferRecord<typeof event.fields>

/** The row of an event in the event log. */
export function toEventRow(envelope: EventEnvelope): EventRow {
  const { id, type, source, subject, time } = envelope
  return { event_id: id, type, source, subject, time, envelope }
}

/** Events of these types are about a record of this entity. */
function createSubjectReference(
  entity: string,
  typePrefix: string,
  prefix?: string,
): ReferenceDeclaration<{ readonly type: string }> {
  return {
    field: 'subject',
    entity,
    ...(prefix === undefined ? {} : { prefix }),
    when: ({ type }) => type.startsWith(typePrefix),
    mayBeDeleted: isDeletion,
  }
}

/** The subject of a deletion does not exist any more, and perhaps neither does its family. */
function isDeletion({ type }: { readonly type: string }): boolean {
  return type.endsWith('.deleted')
}
