import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { quoteInexactNumbers } from '../../core/json.js'
import type { ResultRow } from '../../stores/contracts/query.js'
import type { DuckdbModule } from './duckdb.js'

/** Converts a row of DuckDB. */
export function createRowConverter(
  duckdb: DuckdbModule,
  names: readonly string[],
  types: readonly DuckDBType[],
): (values: readonly DuckDBValue[]) => ResultRow {
  const ids = duckdb.DuckDBTypeId
  const isJson = types.map((type) => type.alias === 'JSON')
  const toText = (value: DuckDBValue): string | null => (value === null ? null : String(value))
  const toJson = (value: DuckDBValue, i: number): string => {
    if (value === null) return 'null'
    const text = String(value)
    const { typeId } = types[i] ?? { typeId: ids.VARCHAR }
    if (isJson[i]) return quoteInexactNumbers(text.replaceAll(/[\r\n]/g, ' '))
    if (typeof value === 'boolean') return text
    if (typeof value === 'number') return Number.isFinite(value) ? text : JSON.stringify(text)
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? text : JSON.stringify(text)
    if (typeId === ids.TIMESTAMP) return JSON.stringify(toIsoTime(text))
    if (typeId === ids.LIST || typeId === ids.STRUCT || typeId === ids.MAP || typeId === ids.ARRAY)
      return JSON.stringify(
        duckdb.JsonDuckDBValueConverter(value, types[i] ?? duckdb.VARCHAR, duckdb.JsonDuckDBValueConverter),
      )
    return JSON.stringify(text)
  }
  return (values) => ({
    names,
    text: (index) => toText(values[index] ?? null),
    json: () =>
      `{${names.map((name, i) => `${JSON.stringify(name)}:${toJson(values[i] ?? null, i)}`).join(',')}}`,
  })
}

/** `2024-10-03 10:00:00` as ISO 8601; all times are in UTC. */
function toIsoTime(text: string): string {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(text) ? `${text.replace(' ', 'T')}Z` : text
}
