import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'
import { checkReferences } from './check-references.js'
import { decodeKeys } from './decode-keys.js'
import { formatRecordQuery, lookUpRecord, toPlainRecord } from './look-up-record.js'
import type { RecordSources, RecordView } from './record-view.js'

/** A record of any entity with the references that the entity declares, without lists. */
export async function viewRecord(
  sources: RecordSources,
  entity: Entity<InspectableEntity>,
  id: string,
): Promise<RecordView | undefined> {
  const record = await lookUpRecord(sources, entity, id)
  return record && toRecordView(sources, entity, id, record)
}

/** The view of a record that was read from its store. */
export function toRecordView(
  sources: RecordSources,
  entity: Entity<InspectableEntity>,
  id: string,
  record: PlainRecord,
): RecordView {
  return {
    kind: entity.name,
    id,
    title: entity.heading?.(record) ?? entity.title(record),
    store: entity.place.store,
    record: toPlainRecord(record),
    unknownFields: listUnknownFields(sources.entities, entity.name, record),
    query: formatRecordQuery(sources, entity, id, record),
    keys: decodeKeys(entity, record),
    references: () => checkReferences(sources, entity, record),
    sections: [],
  }
}

function listUnknownFields(entities: EntityRegistry, name: string, record: PlainRecord): readonly string[] {
  // The registered entity has the project's own columns, too.
  const { fields, maintainedFields = [] } = entities.get(name)
  const known = new Set([...Object.keys(fields), ...maintainedFields])
  return Object.keys(record).filter((each) => !known.has(each))
}
