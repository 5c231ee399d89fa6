import fc from 'fast-check'
import { JsonNumber, type JsonValue } from '../../src/core/json.js'
import { formatRows, type RowFormat } from '../../src/query/format-rows.js'
import type { QueryResult } from '../../src/stores/contracts/query.js'

// Random values, and what tests of their exactness share.

/** A result as `homemanager query` prints it. */
export async function formatResult(
  result: QueryResult | Promise<QueryResult>,
  as: RowFormat,
): Promise<string> {
  let text = ''
  for await (const piece of formatRows(await result, { format: as })) text += piece
  return text
}

/** The only cell of a CSV with one column and one row; null for NULL. */
export function parseCell(csv: string): string | null {
  const cell = csv.slice(csv.indexOf('\n') + 1, -1)
  if (cell === '') return null
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
}

/** All of Unicode with control characters, except NUL, which PostgreSQL does not support. */
export const TEXT = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', ''))
export const INTEGER = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
export const DECIMAL = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 17n - 1n }), fc.stringMatching(/^[0-9]{0,19}[1-9]$/), fc.boolean())
  .map(([whole, fraction, negative]) => `${negative ? '-' : ''}${whole}.${fraction}`)
const NUMBER = fc.oneof(INTEGER.map(String), DECIMAL).map((text) => new JsonNumber(text))

export const { json: JSON_VALUE } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    TEXT,
    NUMBER,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z"\\\n]{1,4}$/), tie('json'), { maxKeys: 3 }),
  ),
}))

/** Fields of objects have no order. */
export function sortKeys(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text) === 0 ? '0' : value.text
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sortKeys(each)]),
  )
}
