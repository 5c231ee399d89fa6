import { EJSON } from 'bson'
import { formatCount } from '../../core/format-count.js'
import { isRecord } from '../../core/is-record.js'

/** A value as people read it, on one line: `{"$numberDecimal": "156.78"}` is 156.78. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '–'
  const plain = stripTypeWrappers(value)
  if (typeof plain === 'string') return plain
  if (typeof plain === 'boolean') return plain ? '✓ true' : '✗ false'
  if (typeof plain === 'object') return foldJson(plain)
  return typeof plain === 'number' || typeof plain === 'bigint' ? String(plain) : JSON.stringify(plain)
}

/** Lists and objects without the quotes of JSON. */
function foldJson(value: unknown): string {
  if (Array.isArray(value))
    return value.every((each) => typeof each !== 'object' || each === null)
      ? `[${value.join(', ')}]`
      : `${formatCount(value.length, 'item')} ▸ ${JSON.stringify(value)}`
  return foldObject(value)
}

function foldObject(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(foldObject).join(', ')}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const fields = Object.entries(value).map(
    ([name, each]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${foldObject(each)}`,
  )
  return `{${fields.join(', ')}}`
}

function stripTypeWrappers(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(stripTypeWrappers)
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  const [[name, inner] = []] = entries
  if (entries.length === 1 && ['$numberDecimal', '$numberLong', '$date'].includes(name ?? '')) return inner
  // Decimal128 and other types of BSON.
  if (typeof value['toJSON'] === 'function') return stripTypeWrappers(EJSON.serialize(value))
  return Object.fromEntries(entries.map(([field, fieldValue]) => [field, stripTypeWrappers(fieldValue)]))
}
