import type { ResultRow } from './result-row.js'

/** Type OIDs of pg_type that JSON has an own form for; every other value stays the text that PostgreSQL wrote. */
const BOOL = 16
const INTEGERS = new Set([20, 21, 23, 26])
const FLOATS = new Set([700, 701])
const JSONS = new Set([114, 3802])
const TIMESTAMPTZ = 1184

/** A row of a cursor in array mode with unparsed values: its text is exactly what psql shows. */
export function postgresRow(
  names: readonly string[],
  types: readonly number[],
  values: readonly (string | null)[],
): ResultRow {
  return {
    names,
    text: (index) => values[index] ?? null,
    json: () =>
      `{${names.map((name, i) => `${JSON.stringify(name)}:${jsonOf(values[i] ?? null, types[i] ?? 0)}`).join(',')}}`,
  }
}

function jsonOf(value: string | null, type: number): string {
  if (value === null) return 'null'
  if (type === BOOL) return value === 't' ? 'true' : 'false'
  if (INTEGERS.has(type)) return Number.isSafeInteger(Number(value)) ? value : JSON.stringify(value)
  if (FLOATS.has(type)) return Number.isFinite(Number(value)) ? String(Number(value)) : JSON.stringify(value)
  if (JSONS.has(type)) return value
  if (type === TIMESTAMPTZ) return JSON.stringify(isoOf(value))
  return JSON.stringify(value)
}

/** `2024-10-03 10:00:00.123456+02` as ISO 8601 in UTC with all its digits; the infinities stay as they are. */
function isoOf(value: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(?::?(\d\d))?$/.exec(value)
  if (match === null) return value
  const [, date, time, fraction = '', hours, minutes = '00'] = match
  const seconds = new Date(`${date}T${time}${hours}:${minutes}`).toISOString().slice(0, 19)
  return `${seconds}${fraction}Z`
}
