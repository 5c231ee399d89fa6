import type { Entity, PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'
import {
  findReferencedId,
  getRecordId,
  getReferencedId,
  listReferencedIds,
} from '../../domain/entities/references.js'
import { type EntityRegistry, isInspectable } from '../../domain/entities/registry.js'
import { decodeKeys } from './decode-keys.js'
import { lookUpRecords, toPlainRecord } from './look-up-record.js'
import type { RecordSources, SectionItem } from './record-view.js'

/** Converts a record to an item of a list. Its keys are compared with its attributes (≠). */
export function toSectionItem(entity: Entity, record: PlainRecord): SectionItem {
  const stale = decodeKeys(entity, record).find((key) => key.expected !== undefined)
  const { columns } = entity
  const cells = columns?.map((column) => column.value(record))
  return {
    ...(isInspectable(entity) ? { kind: entity.name } : {}),
    id: getRecordId(entity, record),
    ...(columns === undefined || cells === undefined
      ? { title: entity.title(record) }
      : { title: joinCells(cells, columns), cells }),
    ...(stale === undefined
      ? {}
      : { state: 'stale', note: `${stale.name} ${stale.raw} ≠ ${stale.expected} from its attributes` }),
    record: toPlainRecord(record),
  }
}

/**
 * Converts a page of records to items of a list. Marks those that have a dangling reference (✗), or a reference to a record
 * that does not belong to the same family or other entity (≠). Only references that are checked in lists are checked. With `withNames`,
 * the values of the columns of references are read, too.
 */
export async function toCheckedSectionItems(
  sources: RecordSources,
  entity: Entity,
  records: readonly PlainRecord[],
  { withNames = false }: { readonly withNames?: boolean } = {},
): Promise<readonly SectionItem[]> {
  const checks = (entity.references ?? []).filter(({ checkedInLists }) => checkedInLists)
  const named = withNames ? listNamedReferences(entity) : []
  const read = [...new Set([...checks, ...named])]
  const known = await lookUpReferenced(sources, read, records)
  return records.map((record) => ({
    ...toSectionItem(entity, record),
    ...findReferenceProblem(sources.entities, entity, checks, record, known),
    ...(withNames ? { names: named.map((reference) => readName(reference, record, known)) } : {}),
  }))
}

/**
 * The item with what tells it apart from similar ones: the values of the columns of references, such as the family of a budget. They are
 * left out if their store does not respond: the records are found without them.
 */
export async function addNames<Item extends SectionItem>(
  sources: RecordSources,
  entity: Entity,
  items: readonly Item[],
  records: readonly PlainRecord[],
): Promise<readonly Item[]> {
  const named = listNamedReferences(entity)
  if (named.length === 0 || items.length === 0) return items
  try {
    const known = await lookUpReferenced(sources, named, records)
    return items.map((item, i) => {
      const record = records[i]
      return record === undefined
        ? item
        : { ...item, names: named.map((reference) => readName(reference, record, known)) }
    })
  } catch {
    return items
  }
}

/** An item on one line: its title, and what tells it apart from similar ones. */
export function joinNames({
  title,
  names = [],
}: {
  readonly title: string
  readonly names?: readonly string[] | undefined
}): string {
  return [title.trim(), ...names.filter((name) => name !== '')].join('  ')
}

/** The records that others refer to, by entity and id: one request for each entity. */
async function lookUpReferenced(
  sources: RecordSources,
  references: readonly ReferenceDeclaration[],
  records: readonly PlainRecord[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, PlainRecord>>> {
  const targets = [...new Set(references.map((reference) => reference.entity))]
  return new Map(
    await Promise.all(
      targets.map(async (target) => {
        const ids = references
          .filter((reference) => reference.entity === target)
          .flatMap((reference) => records.flatMap((record) => listReferencedIds(reference, record)))
        return [target, await lookUpRecords(sources, sources.entities.get(target), ids)] as const
      }),
    ),
  )
}

/** The value of a reference's column. */
function readName(
  reference: ReferenceDeclaration,
  record: PlainRecord,
  known: ReadonlyMap<string, ReadonlyMap<string, PlainRecord>>,
): string {
  const records = known.get(reference.entity)
  const id = listReferencedIds(reference, record).find((each) => records?.has(each))
  const found = id === undefined ? undefined : records?.get(id)
  return found === undefined ? '' : (reference.column?.value(found) ?? '')
}

/** The references that have a column in the list of all records. */
export function listNamedReferences({ references = [] }: Entity): readonly ReferenceDeclaration[] {
  return references.filter(({ column }) => column !== undefined)
}

/** Dangling references take precedence over those to other families. */
function findReferenceProblem(
  entities: EntityRegistry,
  entity: Entity,
  references: readonly ReferenceDeclaration[],
  record: PlainRecord,
  known: ReadonlyMap<string, ReadonlyMap<string, PlainRecord>>,
): Pick<SectionItem, 'state' | 'note'> | undefined {
  const named = references.flatMap((reference) => {
    const id = getReferencedId(reference, record)
    if (id === undefined) return []
    const field = reference.label ?? reference.field
    const records = known.get(reference.entity)
    const stored = listReferencedIds(reference, record).find((each) => records?.has(each)) ?? id
    return [{ reference, field, id, found: records?.get(stored) }]
  })
  const missing = named.find(({ found }) => found === undefined)
  if (missing !== undefined)
    return { state: 'dangling', note: `${missing.field} ${missing.id} does not exist` }
  for (const { reference, field, found } of named) {
    const { sameAs } = reference
    const own = sameAs === undefined ? undefined : findReferencedId(entity, record, sameAs)
    if (sameAs === undefined || own === undefined || found === undefined) continue
    const theirs = findReferencedId(entities.get(reference.entity), found, sameAs)
    if (own !== theirs)
      return { state: 'stale', note: `${sameAs} ${own} ≠ ${theirs ?? `no ${sameAs}`} of ${field}` }
  }
  return undefined
}

function joinCells(cells: readonly string[], columns: readonly { readonly width?: number }[]): string {
  return cells
    .map((cell, i) => cell.padEnd(columns[i]?.width ?? 0))
    .join('  ')
    .trimEnd()
}
