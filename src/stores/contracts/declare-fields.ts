import type { Field, Fields, FieldType } from '../../domain/entities/field.js'
import { type DeclaredProperty, toListType, toObjectType, toTextUnion } from './declared-type.js'

/** The properties of a record with these fields, as the clients of DynamoDB and MongoDB return it. */
export function declareFields(fields: Fields): readonly DeclaredProperty[] {
  return Object.entries(fields).map(([name, field]) => ({
    name,
    type: toFieldType(field),
    ...(field.optional === true ? { optional: true } : {}),
  }))
}

function toFieldType(field: Field): string {
  const type = toValueType(field)
  return field.nullable === true ? `${type} | null` : type
}

function toValueType({ type, values, fields = {}, items }: Field): string {
  if (values !== undefined) return toTextUnion(values)
  if (type === 'object') return toObjectType(declareFields(fields))
  if (type === 'list') return toListType(items === undefined ? 'unknown' : toFieldType(items))
  return SCALAR_TYPES[type]
}

const SCALAR_TYPES: Readonly<Record<Exclude<FieldType, 'object' | 'list'>, string>> = {
  uuid: 'string',
  text: 'string',
  timestamp: 'string',
  integer: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'Date',
  decimal: 'Decimal128',
  json: 'unknown',
}
