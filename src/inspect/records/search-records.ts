import { ENTITIES_WITH_SEARCH, searchEntity } from './search-entity.js'
import { tryFindRecords } from './find-records.js'
import { parseRecordId } from './parse-record-id.js'
import type { FoundRecord, RecordSources } from './record-view.js'

export interface SearchResult {
  readonly records: readonly FoundRecord[]
  /** The entities (`todos`) that were not searched completely, because no index supports text search. */
  readonly incomplete: readonly string[]
  /** The entities of which there are more records than the limit allows. */
  readonly limited: readonly string[]
}

export interface SearchOptions {
  /** Maximum number of records of each kind. */
  readonly limitPerEntity: number
  /** Time limit for searching todos and expenses, milliseconds. */
  readonly timeoutMs: number
}

/** Finds records by any form of an id, an email address, a name, or text of a todo or an expense. Ignores case. */
export async function searchRecords(
  stores: RecordSources,
  text: string,
  { limitPerEntity, timeoutMs }: SearchOptions,
): Promise<SearchResult> {
  const words = text.trim()
  if (words === '') return { records: [], incomplete: [], limited: [] }
  const byId = parseRecordId(words) === undefined ? [] : await tryFindRecords(stores, words)
  const exact = byId.map(({ kind, id, title, record }) => ({ kind, id, title, record }))
  if (exact.length > 0 && /[#_-]|^\d+$/.test(words)) return { records: exact, incomplete: [], limited: [] }
  const searches = await Promise.all(
    ENTITIES_WITH_SEARCH.map(async (entity) => ({
      entity,
      // One more than are shown, to know whether there are more.
      ...(await searchEntity(stores, entity, words, { size: limitPerEntity + 1, timeoutMs })),
    })),
  )
  const known = new Set(exact.map((each) => `${each.kind} ${each.id}`))
  const found = searches.flatMap(({ records }) => records.slice(0, limitPerEntity))
  return {
    records: [...exact, ...found.filter((each) => !known.has(`${each.kind} ${each.id}`))],
    incomplete: searches.filter(({ complete }) => !complete).map(({ entity }) => entity.plural),
    limited: searches
      .filter(({ records }) => records.length > limitPerEntity)
      .map(({ entity }) => entity.plural),
  }
}
