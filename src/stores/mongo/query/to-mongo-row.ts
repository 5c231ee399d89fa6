import type { Document, Double, Long } from 'bson'
import type { ResultRow } from '../../contracts/query.js'
import { formatExtendedJson, getBsonType } from '../extended-json/format-extended-json.js'

/** Converts a document to a row. Its JSON is Extended JSON, which preserves types. */
export function toMongoRow(document: Document): ResultRow {
  const names = Object.keys(document)
  return {
    names,
    text: (index) => formatBsonValue(document[names[index] ?? '']),
    json: () => formatExtendedJson(document),
  }
}

/** The types whose `toString()` returns the value, as that of Long does. */
const SCALAR_TYPES = new Set(['Decimal128', 'ObjectId', 'Long', 'Int32', 'UUID', 'BSONSymbol'])

function formatBsonValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  const type = getBsonType(value) ?? ''
  if (type === 'Double') {
    const { value: number } = value as Double
    return Object.is(number, -0) ? '-0' : String(number)
  }
  return SCALAR_TYPES.has(type) ? (value as Long).toString() : formatExtendedJson(value)
}
