import { STORE_NAMES } from '../../core/store-name.js'
import type { Entity } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import {
  getStoreEntities,
  type InspectableEntity,
  isInspectableEntity,
} from '../../domain/entities/registry.js'
import type { SearchLimits } from '../../stores/contracts/record-access.js'
import type { FoundRecord, RecordSources } from './record-view.js'
import { toSectionItem } from './section-items.js'

type SearchableEntity = Entity<InspectableEntity> & { readonly searchFields: readonly string[] }

/** The entities whose records are found by text, store by store. */
export const ENTITIES_WITH_SEARCH: readonly SearchableEntity[] = STORE_NAMES.flatMap((store) =>
  getStoreEntities(store).flatMap((entity: Entity) => (isSearchable(entity) ? [entity] : [])),
)

export interface Matches {
  readonly records: readonly FoundRecord[]
  /** Whether all records were searched, or enough of them were found. */
  readonly complete: boolean
}

/** Records of an entity whose search fields contain the text. Ignores case. */
export async function searchEntity(
  sources: RecordSources,
  entity: SearchableEntity,
  words: string,
  limits: SearchLimits,
): Promise<Matches> {
  const { records, complete } = await sources.records[entity.place.store].search(entity, words, limits)
  return {
    records: records.map((record) => ({
      ...toSectionItem(entity, record),
      kind: entity.name,
      id: getRecordId(entity, record),
    })),
    complete,
  }
}

function isSearchable(entity: Entity): entity is SearchableEntity {
  return isInspectableEntity(entity.name) && entity.searchFields !== undefined
}
