import { tryFindRecords } from './find-records.js'
import { NameSearch } from './name-search.js'
import { parseRecordId } from './parse-record-id.js'
import type { FoundRecord, RecordSources } from './record-view.js'
import { type EntityWithSearch, listSearchableEntities, type Matches, searchEntity } from './search-entity.js'

/** What a search has found since the update before. */
export interface SearchUpdate {
  readonly records: readonly FoundRecord[]
  /** Whether they were looked up by ID or email. */
  readonly isLookup?: true
  /** How far it is, by entity: `todos`. */
  readonly progress: readonly SearchProgress[]
}

export interface SearchProgress {
  readonly entity: string
  readonly store: string
  /** Records searched so far. */
  readonly searched: number
  readonly found: number
  /** Whether all records were searched. */
  readonly complete: boolean
  /** What of the names of other records was not searched: `only the first 10,000 users with such a name`. Missing if all were. */
  readonly limitations?: readonly string[]
}

/**
 * Finds records by any form of an id, an email address, a name, or text of a todo or an expense. Ignores case,
 * accents and the number of spaces. What lists show of the records that a record refers to is searched, too. Ids and email
 * addresses are looked up by index, and come first; if an id was found, nothing else is searched. Then all entities with
 * text are searched to their ends, all stores at the same time, for as long as the caller asks for more.
 */
export async function* searchRecords(
  sources: RecordSources,
  text: string,
  signal?: AbortSignal,
  only?: readonly EntityWithSearch[],
): AsyncGenerator<SearchUpdate> {
  const words = text.trim()
  if (words === '') return
  const byId =
    parseRecordId(words, sources.entities) === undefined ? [] : await tryFindRecords(sources, words)
  const entities = only ?? listSearchableEntities(sources.entities)
  const wanted = new Set<string>(entities.map(({ name }) => name))
  const exact = byId
    .filter(({ kind }) => only === undefined || wanted.has(kind))
    .map(({ kind, id, title, record }) => ({ kind, id, title, record }))
  if (exact.length > 0 && /[#_-]|^\d+$/.test(words)) {
    yield { records: exact, isLookup: true, progress: [] }
    return
  }
  const names = new NameSearch(sources, signal)
  const searches = entities.map(
    (entity) => new EntitySearch(entity, searchEntity(sources, entity, words, signal, names)),
  )
  const list = (): readonly SearchProgress[] => searches.map(({ progress }) => progress)
  if (exact.length > 0) yield { records: exact, isLookup: true, progress: list() }
  const known = new Set(exact.map((each) => `${each.kind} ${each.id}`))
  // The next step of each entity is under way while the caller shows what another one has found.
  const pending = new Map(searches.map((search) => [search, search.next()]))
  try {
    while (pending.size > 0) {
      const { search, records } = await Promise.race(pending.values())
      if (search.progress.complete) pending.delete(search)
      else pending.set(search, search.next())
      yield {
        records: records.filter((each) => !known.has(`${each.kind} ${each.id}`)),
        progress: list(),
      }
    }
  } finally {
    // Otherwise the caller would close the stores while they are read.
    await Promise.allSettled(pending.values())
  }
}

interface FoundInStep {
  readonly search: EntitySearch
  readonly records: readonly FoundRecord[]
}

class EntitySearch {
  progress: SearchProgress
  readonly #steps: AsyncGenerator<Matches>

  constructor(entity: EntityWithSearch, steps: AsyncGenerator<Matches>) {
    this.#steps = steps
    const { plural, place } = entity
    this.progress = { entity: plural, store: place.store, searched: 0, found: 0, complete: false }
  }

  async next(): Promise<FoundInStep> {
    const step = await this.#steps.next()
    if (step.done === true) {
      this.progress = { ...this.progress, complete: true }
      return { search: this, records: [] }
    }
    const { searched, found } = this.progress
    const { records, limitations } = step.value
    this.progress = {
      ...this.progress,
      searched: searched + step.value.searched,
      found: found + records.length,
      ...(limitations === undefined ? {} : { limitations }),
    }
    return { search: this, records }
  }
}
