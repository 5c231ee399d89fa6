import { getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { SearchableEntity, SearchStep } from '../../contracts/record-access.js'
import { listStoredValues, type ReferredByTerm, type ReferredIds } from '../../contracts/referred-ids.js'
import { toSearchPattern } from '../../contracts/search-pattern.js'
import { listSearchTerms } from '../../contracts/search-terms.js'
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
  referred?: ReferredByTerm,
): AsyncGenerator<SearchStep> {
  const { table } = getPlaceIn('postgres', entity)
  const [id = ''] = entity.id.fields
  const values: unknown[] = []
  const matches = listSearchTerms(words)
    .map((terms) =>
      terms.map((term) => formatConditions(entity, term, values, referred?.get(term))).join(' AND '),
    )
    .join(' OR ')
  for (let before: string | undefined; ;) {
    signal?.throwIfAborted()
    const step = `SELECT ${id} AS id FROM ${table} ${before === undefined ? '' : `WHERE ${id} < $1`} ORDER BY ${id} DESC LIMIT ${ROWS_PER_STEP}`
    const [last] = await queryRows<{ readonly id: string; readonly n: number }>(store, {
      text: `SELECT id, (count(*) OVER ())::int AS n FROM (${step}) AS step ORDER BY id LIMIT 1`,
      values: before === undefined ? [] : [before],
    })
    if (last === undefined) return
    const range = [last.id, ...(before === undefined ? [] : [before])]
    const below = before === undefined ? '' : `AND ${id} < $${values.length + 2}`
    const records = await queryEntity<PlainRecord>(store, entity, {
      text: `SELECT * FROM ${table} WHERE (${matches}) AND ${id} >= $${values.length + 1} ${below} ORDER BY ${id} DESC`,
      values: [...values, ...range],
    })
    yield { records, searched: last.n }
    if (last.n < ROWS_PER_STEP) return
    before = last.id
  }
}

/** Adds the parameters for the text and for ids to `values`; numbers and days have no characters that need quotes. */
function formatConditions(
  entity: SearchableEntity,
  words: string,
  values: unknown[],
  referred: readonly ReferredIds[] = [],
): string {
  const parameter = `$${values.push(toSearchPattern(words))}`
  const { searchFields, searchAmounts = [], searchDays = [], fields } = entity
  const { amount, currency, period, ids } = parseSearchValues(words)
  const ofCurrency =
    currency === undefined || fields['currency'] === undefined ? '' : ` AND currency = '${currency}'`
  const conditions = [
    ...searchFields.map((field) => `${field} ~* ${parameter}`),
    ...(amount === undefined ? [] : searchAmounts.map((field) => `(${field} = ${amount}${ofCurrency})`)),
    ...referred.map(
      (each) => `${each.reference.field}::text = ANY($${values.push(listStoredValues(each))}::text[])`,
    ),
    ...ids.map((part) => formatIdRange(entity, part) ?? 'false'),
    ...(period === undefined
      ? []
      : searchDays.map(
          (field) =>
            `(${field} >= '${period.from.toISOString()}' AND ${field} < '${period.to.toISOString()}')`,
        )),
  ]
  return `(${conditions.join(' OR ')})`
}
