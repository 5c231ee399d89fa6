import type { Entity, PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import type { SearchableEntity } from '../../stores/contracts/record-access.js'
import type { ReferredByTerm, ReferredIds } from '../../stores/contracts/referred-ids.js'
import { toSearchPattern } from '../../stores/contracts/search-pattern.js'
import { listSearchTerms } from '../../stores/contracts/search-terms.js'
import type { RecordSources } from './record-view.js'
import { listNamedReferences } from './section-items.js'

/** Of each entity, as many records with a name that matches. */
export const MAX_NAMED_RECORDS = 10_000

interface NamedIds {
  readonly ids: ReadonlySet<string>
  /** Why there may be others with such a name. */
  readonly limitation?: string
}

export interface FoundNames {
  readonly byTerm: ReferredByTerm
  /** What was not searched: `only the first 10,000 users with this name`. */
  readonly limitations: readonly string[]
}

/**
 * Finds the records whose names are shown beside records that refer to them, such as the user of an expense. One search looks up a name
 * once for all entities.
 */
export class NameSearch {
  readonly #sources: RecordSources
  readonly #signal: AbortSignal | undefined
  readonly #maxSearched: number
  readonly #known = new Map<string, Promise<NamedIds>>()

  /** Of each entity, the first `maxSearched` records are searched. Default: all. */
  constructor(sources: RecordSources, signal?: AbortSignal, maxSearched = Infinity) {
    this.#sources = sources
    this.#maxSearched = maxSearched
    this.#signal = signal
  }

  async find(entity: Entity, words: string): Promise<FoundNames> {
    const references = listNamedReferences(entity)
    const terms = references.length === 0 ? [] : [...new Set(listSearchTerms(words).flat())]
    const limitations = new Set<string>()
    const entries = await Promise.all(
      terms.map(async (term) => {
        const named = await Promise.all(
          references.map(async (reference): Promise<ReferredIds> => {
            const { ids, limitation } = await this.#findOnce(reference, term)
            if (limitation !== undefined) limitations.add(limitation)
            return { reference, ids }
          }),
        )
        return [term, named.filter(({ ids }) => ids.size > 0)] as const
      }),
    )
    return { byTerm: new Map(entries), limitations: [...limitations] }
  }

  async #findOnce(reference: ReferenceDeclaration, term: string): Promise<NamedIds> {
    const key = JSON.stringify([reference.entity, reference.column?.name, term])
    const found = this.#known.get(key) ?? this.#findNamed(reference, term)
    this.#known.set(key, found)
    return found
  }

  async #findNamed({ entity: target, column }: ReferenceDeclaration, term: string): Promise<NamedIds> {
    const { records, entities } = this.#sources
    const entity: Entity = entities.get(target)
    const ids = new Set<string>()
    if (column === undefined || !isSearchable(entity)) return { ids }
    const pattern = new RegExp(toSearchPattern(term), 'i')
    let searched = 0
    try {
      for await (const step of records[entity.place.store].search(entity, term, this.#signal)) {
        // Other fields of these records, such as the day of their creation, are not shown.
        for (const record of step.records) {
          if (!pattern.test(readName(column, record))) continue
          if (ids.size === MAX_NAMED_RECORDS) return { ids, limitation: describeFirst(entity) }
          ids.add(getRecordId(entity, record))
        }
        searched += step.searched
        if (searched > this.#maxSearched)
          return { ids, limitation: `only the names of ${searched.toLocaleString('en-US')} ${entity.plural}` }
      }
      return { ids }
    } catch (error) {
      if (this.#signal?.aborted === true) throw error
      // As in lists, whose records are shown without names.
      return { ids: new Set(), limitation: `not by the names of ${entity.plural}, which cannot be read` }
    }
  }
}

function describeFirst({ plural }: Entity): string {
  return `only the first ${MAX_NAMED_RECORDS.toLocaleString('en-US')} ${plural} with such a name`
}

function readName({ value }: NonNullable<ReferenceDeclaration['column']>, record: PlainRecord): string {
  try {
    return value(record)
  } catch {
    return ''
  }
}

function isSearchable(entity: Entity): entity is SearchableEntity {
  return entity.searchFields !== undefined
}
