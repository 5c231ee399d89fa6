import { Decimal128, type Document, EJSON, Long, ObjectId, UUID } from 'bson'
import type { ResultRow } from './result-row.js'

/** A document of a result. Its JSON is relaxed Extended JSON, as mongoexport writes it: types survive. */
export function mongoRow(document: Document): ResultRow {
  const names = Object.keys(document)
  return {
    names,
    text: (index) => textOf(document[names[index] ?? '']),
    json: () => EJSON.stringify(document, { relaxed: true }),
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (
    value instanceof Decimal128 ||
    value instanceof ObjectId ||
    value instanceof Long ||
    value instanceof UUID
  ) {
    return value.toString()
  }
  return EJSON.stringify(value, { relaxed: true })
}
