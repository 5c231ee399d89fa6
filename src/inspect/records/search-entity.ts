import { STORE_NAMES } from '../../core/store-name.js'
import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import { type EntityRegistry, type InspectableEntity, isInspectable } from '../../domain/entities/registry.js'
import { NameSearch } from './name-search.js'
import type { FoundRecord, RecordSources } from './record-view.js'
import { addNames, toSectionItem } from './section-items.js'

export type EntityWithSearch = Entity<InspectableEntity> & { readonly searchFields: readonly string[] }

/** The entities whose records are found by text, store by store. */
export function listSearchableEntities(entities: EntityRegistry): readonly EntityWithSearch[] {
  return STORE_NAMES.flatMap((store) =>
    entities.ofStore(store).flatMap((entity: Entity) => (isSearchable(entity) ? [entity] : [])),
  )
}

/** The matches among the records that were searched since the step before. */
export interface Matches {
  readonly records: readonly FoundRecord[]
  readonly searched: number
  /** What of the names of other records was not searched. Missing if all were. */
  readonly limitations?: readonly string[]
}

/**
 * Searches all records of an entity for those that contain the text in their search fields, or in what lists show of the records that
 * they refer to, such as the name of the user. Ignores case and accents.
 */
export async function* searchEntity(
  sources: RecordSources,
  entity: EntityWithSearch,
  words: string,
  signal?: AbortSignal,
  names = new NameSearch(sources, signal),
): AsyncGenerator<Matches> {
  const { byTerm, limitations } = await names.find(entity, words)
  for await (const step of sources.records[entity.place.store].search(entity, words, signal, byTerm)) {
    const records = sortByDate(entity, step.records)
    const items = records.map((record) => ({
      ...toSectionItem(entity, record),
      kind: entity.name,
      id: getRecordId(entity, record),
    }))
    yield {
      records: await addNames(sources, entity, items, records),
      searched: step.searched,
      ...(limitations.length === 0 ? {} : { limitations }),
    }
  }
}

/** The newest first. What stores find at the same time has the order of ids. */
function sortByDate(
  { searchDays: [field] = [] }: Pick<EntityWithSearch, 'searchDays'>,
  records: readonly PlainRecord[],
): readonly PlainRecord[] {
  if (field === undefined) return records
  const getTime = (record: PlainRecord): number => {
    const value = record[field]
    return value instanceof Date || typeof value === 'string' ? new Date(value).getTime() || 0 : 0
  }
  return records.toSorted((a, b) => getTime(b) - getTime(a))
}

function isSearchable(entity: Entity): entity is EntityWithSearch {
  return isInspectable(entity) && entity.searchFields !== undefined
}
