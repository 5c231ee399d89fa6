import { getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { SearchableEntity, SearchStep } from '../../contracts/record-access.js'
import { toSearchPattern } from '../../contracts/search-pattern.js'
import { parseSearchValues } from '../../contracts/search-values.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { formatIdRange } from './find-partial-rows.js'
import { queryEntity, queryRows } from './query-rows.js'

/** Number of rows searched at a time, which takes tens of milliseconds. */
const ROWS_PER_STEP = 20_000

/** Searches ranges of ids, the highest first. No index has the texts. */
export async function* searchTable(
  store: PostgresStore,
  entity: SearchableEntity,
  words: string,
  signal?: AbortSignal,
): AsyncGenerator<SearchStep> {
  const { table } = getPlaceIn('postgres', entity)
  const [id = ''] = entity.id.fields
  const matches = formatConditions(entity, words)
  const pattern = toSearchPattern(words)
  for (let before: string | undefined; ;) {
    signal?.throwIfAborted()
    const range = `SELECT ${id} AS id FROM ${table} ${before === undefined ? '' : `WHERE ${id} < $1`} ORDER BY ${id} DESC LIMIT ${ROWS_PER_STEP}`
    const [last] = await queryRows<{ readonly id: string; readonly n: number }>(store, {
      text: `SELECT id, (count(*) OVER ())::int AS n FROM (${range}) AS range ORDER BY id LIMIT 1`,
      values: before === undefined ? [] : [before],
    })
    if (last === undefined) return
    const below = before === undefined ? '' : `AND ${id} < $3`
    const records = await queryEntity<PlainRecord>(store, entity, {
      text: `SELECT * FROM ${table} WHERE (${matches}) AND ${id} >= $2 ${below} ORDER BY ${id} DESC`,
      values: [pattern, last.id, ...(before === undefined ? [] : [before])],
    })
    yield { records, searched: last.n }
    if (last.n < ROWS_PER_STEP) return
    before = last.id
  }
}

/** The text is $1; numbers and days have no characters that need quotes. */
function formatConditions(entity: SearchableEntity, words: string): string {
  const { searchFields, searchAmounts = [], searchDays = [], fields } = entity
  const { amount, currency, period, ids } = parseSearchValues(words)
  const ofCurrency =
    currency === undefined || fields['currency'] === undefined ? '' : ` AND currency = '${currency}'`
  return [
    ...searchFields.map((field) => `${field} ~* $1`),
    ...(amount === undefined ? [] : searchAmounts.map((field) => `(${field} = ${amount}${ofCurrency})`)),
    ...ids.map((part) => formatIdRange(entity, part) ?? 'false'),
    ...(period === undefined
      ? []
      : searchDays.map(
          (field) =>
            `(${field} >= '${period.from.toISOString()}' AND ${field} < '${period.to.toISOString()}')`,
        )),
  ].join(' OR ')
}
