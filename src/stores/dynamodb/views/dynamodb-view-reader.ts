import type { DynamodbEndpoint, DynamodbRequest } from '../../../core/store-types.js'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { KeyLookup } from '../../../domain/entities/view.js'
import type { Condition, Restriction, ViewRead, ViewReader } from '../../contracts/view-reader.js'
import type { Item, ItemReader } from '../client/item-reader.js'
import { openItemReader } from '../client/open-item-reader.js'
import { toPlainItem } from '../records/item-lookups.js'

const CONCURRENT_QUERIES = 16
const DAY_MS = 86_400_000

/** Reads items by the keys that their entity declares, otherwise by a scan. */
export async function openDynamodbViewReader(endpoint: DynamodbEndpoint): Promise<ViewReader> {
  const reader = await openItemReader(endpoint)
  return {
    maxKeys: 200,
    hosts: [new URL(endpoint.endpoint).hostname],
    listIndexedPaths: async (entity) => new Set(getLookups(entity).map(({ field }) => field)),
    async estimateCount(_, limit) {
      const table = await reader.describe()
      return Math.min(limit, table?.ItemCount ?? 0)
    },
    read: (read) => readItems(reader, read),
    [Symbol.asyncDispose]: async () => reader[Symbol.asyncDispose](),
  }
}

function getLookups(entity: Entity): readonly KeyLookup[] {
  return getPlaceIn('dynamodb', entity).lookups ?? []
}

interface Totals {
  requests: number
  examined: number
  returned: number
  capacity: number
}

async function* readItems(reader: ItemReader, read: ViewRead): AsyncGenerator<readonly PlainRecord[]> {
  const { sortKeyPrefix } = getPlaceIn('dynamodb', read.entity)
  const found = read.anyOf?.map((restriction) => findLookup(read.entity, restriction))
  const seen = new Set<string>()
  /** Several keys can lead to the same item. */
  const select = (items: readonly Item[] = []): readonly PlainRecord[] =>
    items
      .filter(({ PK, SK }) => {
        if (SK?.S?.startsWith(sortKeyPrefix) !== true) return false
        if (found === undefined || found.length < 2) return true
        const key = `${PK?.S ?? ''}\n${SK.S}`
        return !seen.has(key) && seen.add(key)
      })
      .map(toPlainItem)
  if (found === undefined || found.some((each) => each === undefined)) {
    yield* scanItems(reader, read, select)
    return
  }
  for (const each of found) if (each !== undefined) yield* queryItems(reader, read, each, select)
}

type Select = (items: readonly Item[] | undefined) => readonly PlainRecord[]

async function* scanItems(
  reader: ItemReader,
  { signal, onRequest }: ViewRead,
  select: Select,
): AsyncGenerator<readonly PlainRecord[]> {
  const totals: Totals = { requests: 0, examined: 0, returned: 0, capacity: 0 }
  let start: Item | undefined
  do {
    signal?.throwIfAborted()
    const page = await reader.scan({
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    const records = select(page.Items)
    addPage(totals, page, records.length)
    yield records
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  onRequest?.({ request: 'Scan', index: null, ...totals })
}

interface FoundLookup {
  readonly lookup: KeyLookup
  readonly values: readonly string[]
  readonly range: Condition | undefined
}

/** The key with the fewest values, with the range of dates that its sort key can narrow. */
function findLookup(entity: Entity, restriction: Restriction): FoundLookup | undefined {
  const usable = getLookups(entity).flatMap((lookup) => {
    const condition = restriction.find(({ column, values }) => column.path === lookup.field && values)
    if (condition?.values === undefined) return []
    const range = restriction.find(
      ({ column, from, to }) => column.path === lookup.range?.field && (from ?? to) !== undefined,
    )
    return [{ lookup, values: [...new Set(condition.values)], range }]
  })
  return usable.toSorted((a, b) => a.values.length - b.values.length)[0]
}

async function* queryItems(
  reader: ItemReader,
  { signal, onRequest }: ViewRead,
  { lookup, values, range }: FoundLookup,
  select: Select,
): AsyncGenerator<readonly PlainRecord[]> {
  const totals: Totals = { requests: 0, examined: 0, returned: 0, capacity: 0 }
  for (let at = 0; at < values.length; at += CONCURRENT_QUERIES) {
    const pages = await Promise.all(
      values.slice(at, at + CONCURRENT_QUERIES).map(async (value) => {
        const found: PlainRecord[] = []
        let start: Item | undefined
        do {
          signal?.throwIfAborted()
          const page = await reader.query({
            ...buildQuery(lookup, value, range),
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          })
          const items = lookup.keysOnly ? await readByKeys(reader, page.Items ?? []) : page.Items
          const records = select(items)
          addPage(totals, page, records.length)
          found.push(...records)
          start = page.LastEvaluatedKey
        } while (start !== undefined)
        return found
      }),
    )
    yield pages.flat()
  }
  const { index, key, keyPrefix } = lookup
  const request = `Query ${key} = ${keyPrefix}${values.length === 1 ? values[0] : `… (${values.length} keys)`}`
  onRequest?.({ request, index: index ?? 'table', ...totals })
}

function addPage(totals: Totals, page: Awaited<ReturnType<ItemReader['query']>>, returned: number): void {
  totals.requests++
  totals.examined += page.ScannedCount ?? page.Items?.length ?? 0
  totals.returned += returned
  totals.capacity += page.ConsumedCapacity?.CapacityUnits ?? 0
}

async function readByKeys(reader: ItemReader, keys: readonly Item[]): Promise<readonly Item[]> {
  const items = await Promise.all(
    keys.map(async ({ PK, SK }) => (PK && SK ? reader.get({ PK, SK }) : undefined)),
  )
  return items.filter((item) => item !== undefined)
}

function buildQuery(
  { index, key, keyPrefix, range }: KeyLookup,
  value: string,
  condition: Condition | undefined,
): DynamodbRequest {
  const names: Record<string, string> = { '#key': key }
  const values: Record<string, { S: string }> = { ':key': { S: `${keyPrefix}${value}` } }
  let text = '#key = :key'
  if (range !== undefined && condition !== undefined) {
    names['#sort'] = range.key
    // The key has the date as it was written, in any time zone, so that a day more is read at both ends.
    const from = condition.from === undefined ? '' : toDay(condition.from, -DAY_MS)
    const to = condition.to === undefined ? '~' : `${toDay(condition.to, DAY_MS)}~`
    values[':from'] = { S: `${range.prefix}${from}` }
    values[':to'] = { S: `${range.prefix}${to}` }
    // A key of the table cannot be empty.
    text += values[':from'].S === '' ? ' AND #sort <= :to' : ' AND #sort BETWEEN :from AND :to'
    if (values[':from'].S === '') delete values[':from']
  }
  return {
    KeyConditionExpression: text,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnConsumedCapacity: 'TOTAL',
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
  }
}

function toDay(time: Date, offset: number): string {
  return new Date(time.getTime() + offset).toISOString().slice(0, 10)
}
