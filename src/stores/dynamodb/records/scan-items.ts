import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import { matchesPartialId, type PartialId } from '../../../domain/partial-id.js'
import type { ListPage, ListRequest, SearchableEntity, SearchStep } from '../../contracts/record-access.js'
import { type ReferredByTerm, type ReferredIds, refersTo } from '../../contracts/referred-ids.js'
import { toSearchPattern } from '../../contracts/search-pattern.js'
import { listSearchTerms } from '../../contracts/search-terms.js'
import { parseSearchValues } from '../../contracts/search-values.js'
import type { Item, ItemReader } from '../client/item-reader.js'
import { toPlainItem } from './item-lookups.js'

/** Number of items read at a time. */
const ITEMS_PER_READ = 500
/** After this time, a page with fewer items says how far the scan is. */
const STEP_MS = 100
/** Of a scan for a part of an id, which takes a second at most. */
const MAX_PARTIAL_READS = 20

/** Where a list continues; `read` items were read for the page that is not complete. */
interface Position {
  readonly start: Item
  readonly read: number
}

/** Scans the table: no index has the texts. */
export async function* searchItems(
  reader: ItemReader,
  entity: SearchableEntity,
  words: string,
  signal?: AbortSignal,
  referred?: ReferredByTerm,
): AsyncGenerator<SearchStep> {
  const { sortKeyPrefix } = getPlaceIn('dynamodb', entity)
  const alternatives = listSearchTerms(words).map((terms) =>
    terms.map((term) => createMatcher(entity, term, referred?.get(term))),
  )
  const matches = (item: Item): boolean =>
    alternatives.some((matchers) => matchers.every((isMatch) => isMatch(item)))
  let start: Item | undefined
  do {
    signal?.throwIfAborted()
    const page = await reader.scan({ Limit: ITEMS_PER_READ, ExclusiveStartKey: start })
    const items = (page.Items ?? []).filter((item) => isOfEntity(item, sortKeyPrefix))
    const records = items.filter(matches)
    yield { records: records.map(toPlainItem), searched: items.length }
    start = page.LastEvaluatedKey
  } while (start !== undefined)
}

/**
 * Scans the table until a page is full, in the order in which DynamoDB stores the partitions. If the items of the entity are rare,
 * the page is not full after a step.
 */
export async function listItems(
  reader: ItemReader,
  entity: Entity,
  { size, after }: ListRequest,
): Promise<ListPage> {
  const { sortKeyPrefix } = getPlaceIn('dynamodb', entity)
  const items: Item[] = []
  const position = after as Position | undefined
  let scanned = position?.read ?? 0
  let read = 0
  let start = position?.start
  const deadline = performance.now() + STEP_MS
  do {
    const page = await reader.scan({ Limit: ITEMS_PER_READ, ExclusiveStartKey: start })
    const found = (page.Items ?? []).filter((item) => isOfEntity(item, sortKeyPrefix))
    scanned += page.Items?.length ?? 0
    read += found.length
    items.push(...found)
    start = page.LastEvaluatedKey
  } while (start !== undefined && items.length < size && performance.now() < deadline)
  const shown = items.slice(0, size)
  const last = shown.at(-1)
  const next = items.length > size && last?.['PK'] && last['SK'] ? { PK: last['PK'], SK: last['SK'] } : start
  const isComplete = items.length >= size
  const text = `SELECT * FROM "${reader.table}" WHERE begins_with("SK", '${sortKeyPrefix}')`
  return {
    records: shown.map(toPlainItem),
    ...(next === undefined
      ? {}
      : { next: { start: next, read: isComplete ? 0 : scanned } satisfies Position }),
    ...(next === undefined || isComplete ? {} : { scanned }),
    index: null,
    read,
    query: ['query', 'dynamodb', text],
  }
}

/**
 * The items whose ids begin and end like this, in the order of these. The table and its indexes find a complete id only, so all
 * items are read, unless there are many.
 */
export async function findPartialItems(
  reader: ItemReader,
  entity: Entity,
  part: PartialId,
  size: number,
): Promise<readonly PlainRecord[] | undefined> {
  const { sortKeyPrefix } = getPlaceIn('dynamodb', entity)
  const [idField = ''] = entity.id.fields
  const found: Item[] = []
  let start: Item | undefined
  for (let reads = 0; reads < MAX_PARTIAL_READS; reads++) {
    const page = await reader.scan({ Limit: ITEMS_PER_READ, ExclusiveStartKey: start })
    const items = (page.Items ?? []).filter((item) => isOfEntity(item, sortKeyPrefix))
    found.push(...items.filter((item) => matchesPartialId(part, item[idField]?.S ?? '')))
    start = page.LastEvaluatedKey
    if (start === undefined)
      return found
        .map(toPlainItem)
        .toSorted((a, b) => (String(a[idField]) < String(b[idField]) ? -1 : 1))
        .slice(0, size)
  }
  return undefined
}

/** Times are ISO 8601 in UTC: those of a day or a month begin with it. */
function createMatcher(
  { id: { fields: idFields }, fields, searchFields, searchAmounts = [], searchDays = [] }: SearchableEntity,
  words: string,
  referred: readonly ReferredIds[] = [],
): (item: Item) => boolean {
  const pattern = new RegExp(toSearchPattern(words), 'i')
  const { amount, currency, period, ids } = parseSearchValues(words)
  const isCurrency = (item: Item): boolean =>
    currency === undefined || fields['currency'] === undefined || item['currency']?.S === currency
  const days = period === undefined ? [] : searchDays
  const amounts = amount === undefined ? [] : searchAmounts
  return (item) =>
    searchFields.some((field) => pattern.test(item[field]?.S ?? '')) ||
    referred.some((each) => refersTo(each, pickReference(each, item))) ||
    days.some((field) => item[field]?.S?.startsWith(words)) ||
    amounts.some((field) => Number(item[field]?.N) === Number(amount) && isCurrency(item)) ||
    ids.some((part) => matchesPartialId(part, item[idFields[0] ?? '']?.S ?? ''))
}

function isOfEntity(item: Item, sortKeyPrefix: string): boolean {
  return item['SK']?.S?.startsWith(sortKeyPrefix) === true
}

/** The fields that tell what the item refers to: converting all of each item would take most of the time of a search. */
function pickReference({ reference }: ReferredIds, item: Item): PlainRecord {
  if (reference.when !== undefined) return toPlainItem(item)
  const { field, key } = reference
  const [name = ''] = field.split('.')
  const names = [name, ...(key === undefined ? [] : [key.field])]
  return toPlainItem(
    Object.fromEntries(
      names.flatMap((each) => {
        const value = item[each]
        return value === undefined ? [] : [[each, value]]
      }),
    ),
  )
}
