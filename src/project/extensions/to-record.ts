import { isRecord } from '../../core/is-record.js'
import { isUuid } from '../../core/is-uuid.js'
import type { PlainRecord } from '../../domain/entities/entity.js'
import type { Field, FieldType, Fields } from '../../domain/entities/field.js'

/** The record in the order in which the fields are declared: documents are compared with their order. */
export function toRecord(record: unknown, fields: Fields): PlainRecord {
  assertFields(record, fields)
  // The driver of MongoDB stores the id first.
  const names = Object.keys(fields).toSorted((a, b) => Number(b === '_id') - Number(a === '_id'))
  return Object.fromEntries(
    names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]]),
  )
}

function assertFields(record: unknown, fields: Fields): asserts record is PlainRecord {
  if (!isRecord(record)) throw new TypeError('It must return objects.')
  for (const name of Object.keys(record))
    if (fields[name] === undefined) throw new TypeError(`It returns ${name}, which is not among the fields.`)
  for (const [name, field] of Object.entries(fields)) {
    const value = record[name]
    if (value === undefined ? field.optional === true : value === null && field.nullable === true) continue
    if (value === undefined || value === null || !matches(field, value))
      throw new TypeError(`The field ${name} must be ${describe(field)}, but it is ${describeValue(value)}.`)
  }
}

const MATCHES: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  uuid: (value) => typeof value === 'string' && isUuid(value),
  text: (value) => typeof value === 'string',
  timestamp: (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(value),
  integer: (value) => Number.isSafeInteger(value),
  double: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  decimal: (value) => isRecord(value) && value['_bsontype'] === 'Decimal128',
  object: (value) => isRecord(value),
  list: (value) => Array.isArray(value),
  json: () => true,
}

function matches({ type, values }: Field, value: unknown): boolean {
  return MATCHES[type](value) && (values === undefined || values.some((each) => each === value))
}

/** What JavaScript calls it. */
const VALUES: Readonly<Record<FieldType, string>> = {
  uuid: 'a string with a UUID',
  text: 'a string',
  timestamp: 'a string in ISO 8601, as toISOString() of a Date returns',
  integer: 'an integer',
  double: 'a finite number',
  boolean: 'true or false',
  date: 'a valid Date',
  decimal: "a Decimal128, as toDecimal128('12.50') returns",
  object: 'an object',
  list: 'an array',
  json: 'any JSON value',
}

function describe({ type, values, nullable }: Field): string {
  const what = values === undefined ? `of the type ${type}, ${VALUES[type]}` : `one of ${values.join(', ')}`
  return nullable === true ? `${what}, or null` : what
}

function describeValue(value: unknown): string {
  if (value === undefined) return 'missing'
  // As JSON, these would look like strings or numbers.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return toJson(value)?.slice(0, 80) ?? `a ${typeof value}`
}

/** Undefined for a value that JSON does not have, such as a bigint. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
