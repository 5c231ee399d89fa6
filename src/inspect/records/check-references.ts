import type { Entity, PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'
import { findReferencedId, listReferencedIds } from '../../domain/entities/references.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'
import { lookUpRecord } from './look-up-record.js'
import type { RecordSources, Reference } from './record-view.js'

/** Checks all references that the entity declares. */
export async function checkReferences(
  sources: RecordSources,
  entity: Entity,
  record: PlainRecord,
): Promise<readonly Reference[]> {
  const checks = (entity.references ?? []).map((each) => checkReference(sources, entity, each, record))
  return (await Promise.all(checks)).flat()
}

/** Checks that a record of an entity exists, which `field` refers to. */
export async function checkReferenceTo(
  sources: RecordSources,
  target: InspectableEntity,
  field: string,
  id: string,
): Promise<Reference> {
  const entity = sources.entities.get(target)
  const found = await lookUpRecord(sources, entity, id)
  const base = { field, kind: target, id } as const
  return found === undefined
    ? { ...base, state: 'dangling' }
    : { ...base, state: 'found', title: entity.title(found) }
}

/** Returns nothing if the record does not refer to this entity, or to a record that may have been deleted. */
async function checkReference(
  sources: RecordSources,
  entity: Entity,
  reference: ReferenceDeclaration,
  record: PlainRecord,
): Promise<readonly Reference[]> {
  const ids = listReferencedIds(reference, record)
  let [id] = ids
  if (id === undefined) return []
  const target = sources.entities.get(reference.entity)
  let found: PlainRecord | undefined
  for (const each of ids) {
    found = await lookUpRecord(sources, target, each)
    if (found === undefined) continue
    id = each
    break
  }
  const base = {
    field: reference.label ?? reference.field,
    kind: target.name as InspectableEntity,
    id,
  }
  if (found === undefined) return reference.mayBeDeleted?.(record) ? [] : [{ ...base, state: 'dangling' }]
  const existing = { ...base, title: target.title(found) }
  const { sameAs } = reference
  const own = sameAs === undefined ? undefined : findReferencedId(entity, record, sameAs)
  if (sameAs === undefined || own === undefined) return [{ ...existing, state: 'found' }]
  const theirs = findReferencedId(target, found, sameAs)
  if (own === theirs) return [{ ...existing, state: 'found' }]
  return [
    {
      ...existing,
      state: 'stale',
      value: `${sameAs} ${own}`,
      actual: theirs === undefined ? `no ${sameAs}` : `${sameAs} ${theirs}`,
      note: `the ${target.name} is in ${theirs === undefined ? 'no' : 'another'} ${sameAs}`,
    },
  ]
}
