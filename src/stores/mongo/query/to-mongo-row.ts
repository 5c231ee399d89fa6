import { type Decimal128, type Document, EJSON, type Long, type ObjectId, type UUID } from 'bson'
import type { ResultRow } from '../../contracts/query.js'

/** Converts a document to a row. Its JSON is relaxed Extended JSON as written by mongoexport, which preserves types. */
export function toMongoRow(document: Document): ResultRow {
  const names = Object.keys(document)
  return {
    names,
    text: (index) => formatBsonValue(document[names[index] ?? '']),
    json: () => EJSON.stringify(document, { relaxed: true }),
  }
}

function formatBsonValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (isScalar(value)) return value.toString()
  return EJSON.stringify(value, { relaxed: true })
}

const SCALAR_TYPES = new Set(['Decimal128', 'ObjectId', 'Long', 'UUID'])

/** Checks `_bsontype` and not the class: the driver is CommonJS and has its own copies of the classes. */
function isScalar(value: unknown): value is Decimal128 | ObjectId | Long | UUID {
  return (
    typeof value === 'object' &&
    value !== null &&
    '_bsontype' in value &&
    typeof value._bsontype === 'string' &&
    SCALAR_TYPES.has(value._bsontype)
  )
}
