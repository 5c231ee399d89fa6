import { isRecord } from '../../core/is-record.js'
import type { EventEnvelope } from '../event-envelope.js'
import type { EventDefinition, NameLookup } from './define-event.js'
import { EVENT_DEFINITIONS } from './registry.js'

/**
 * What happened, for people. Empty for an event of an unknown type, and for one that lacks what its type has now. `changed`: the
 * fields that are not as before, if they are known.
 */
export function describeEvent(
  { type, data, subject }: EventEnvelope,
  name: NameLookup,
  changed?: readonly string[],
): string {
  const definition: Pick<EventDefinition<string, never>, 'describe'> | undefined = EVENT_DEFINITIONS.find(
    (each) => each.type === type,
  )
  try {
    return definition?.describe(data as never, name, subject, changed) ?? ''
  } catch {
    return ''
  }
}

/** Looks names up in the events, which have those of deleted users and families too, and then in `known`. */
export function createNameLookup(
  events: readonly EventEnvelope[],
  known: ReadonlyMap<string, string>,
): NameLookup {
  const names = new Map(known)
  for (const { data } of events) {
    const { user, family } = data
    for (const [id, name] of [
      isRecord(user) ? [user['id'], user['display_name']] : [],
      isRecord(family) ? [family['id'], family['name']] : [],
      [data['family_id'], data['name']],
    ])
      if (typeof id === 'string' && typeof name === 'string' && !names.has(id)) names.set(id, name)
  }
  return (id) => names.get(id ?? '') ?? id ?? ''
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** The ids in the events: of users and families, among others. */
export function listNamedIds(events: readonly EventEnvelope[]): readonly string[] {
  const texts = events.map(({ data, subject, familyid, actorid }) =>
    JSON.stringify([data, subject, familyid, actorid]),
  )
  return [...new Set(texts.flatMap((text) => text.match(UUID) ?? []))]
}
