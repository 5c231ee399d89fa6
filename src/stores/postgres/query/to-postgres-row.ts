import { quoteInexactNumbers } from '../../../core/json.js'
import type { ResultRow } from '../../contracts/query.js'
import { toArrayJson } from './to-array-json.js'

/** OIDs (pg_type) of the types that are converted to JSON types. Other values are strings as returned by PostgreSQL. */
const BOOL_OID = 16
const INTEGER_OIDS = new Set([20, 21, 23, 26])
const FLOAT_OIDS = new Set([700, 701])
const JSON_OIDS = new Set([114, 3802])
const TIMESTAMPTZ_OID = 1184

/** Converts a row of unparsed values, read in array mode. Its strings are exactly those that psql shows. */
export function toPostgresRow(
  names: readonly string[],
  types: readonly number[],
  elementTypes: ReadonlyMap<number, number>,
  values: readonly (string | null)[],
): ResultRow {
  return {
    names,
    text: (index) => values[index] ?? null,
    json: () => {
      const fields = names.map((name, i) => {
        const value = values[i] ?? null
        return `${JSON.stringify(name)}:${value === null ? 'null' : toJson(value, types[i] ?? 0, elementTypes)}`
      })
      return `{${fields.join(',')}}`
    },
  }
}

function toJson(value: string, type: number, elementTypes: ReadonlyMap<number, number>): string {
  const elementType = elementTypes.get(type)
  if (elementType === undefined) return toScalarJson(value, type)
  return toArrayJson(value, (element) => toScalarJson(element, elementType)) ?? JSON.stringify(value)
}

function toScalarJson(value: string, type: number): string {
  if (type === BOOL_OID) return value === 't' ? 'true' : 'false'
  if (INTEGER_OIDS.has(type)) return Number.isSafeInteger(Number(value)) ? value : JSON.stringify(value)
  // Also -0 and 1e+20 are numbers in JSON.
  if (FLOAT_OIDS.has(type)) return Number.isFinite(Number(value)) ? value : JSON.stringify(value)
  // In JSON, line ends are only between values. A row is one line.
  if (JSON_OIDS.has(type)) return quoteInexactNumbers(value.replaceAll(/[\r\n]/g, ' '))
  if (type === TIMESTAMPTZ_OID) return JSON.stringify(toIsoTimestamp(value))
  return JSON.stringify(value)
}

/** Converts `2024-10-03 10:00:00.123456+02` to ISO 8601 in UTC with all digits. Returns `infinity` unchanged. */
function toIsoTimestamp(value: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(?::?(\d\d))?$/.exec(value)
  if (match === null) return value
  const [, date, time, fraction = '', hours, minutes = '00'] = match
  const seconds = new Date(`${date}T${time}${hours}:${minutes}`).toISOString().slice(0, 19)
  return `${seconds}${fraction}Z`
}
