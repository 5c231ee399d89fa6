import { expect, test } from 'vitest'
import {
  date,
  decimal,
  type Field,
  integer,
  nullable,
  oneOf,
  text,
  timestamp,
  uuid,
} from '../../domain/entities/field.js'
import { toRecord } from './to-record.js'

const DAY = new Date('2024-05-01T12:00:00Z')

test.each<readonly [Field, unknown, string]>([
  [
    nullable(timestamp()),
    DAY,
    'of the type timestamp, a string in ISO 8601, as toISOString() of a Date returns, or null, but it is a Date.',
  ],
  [date(), DAY.toISOString(), 'of the type date, a valid Date, but it is "2024-05-01T12:00:00.000Z".'],
  [date(), new Date(Number.NaN), 'of the type date, a valid Date, but it is an invalid Date.'],
  [decimal(), 12.5, "of the type decimal, a Decimal128, as toDecimal128('12.50') returns, but it is 12.5."],
  [integer(), 5n, 'of the type integer, an integer, but it is a bigint.'],
  [integer(), Number.NaN, 'of the type integer, an integer, but it is NaN.'],
  [uuid(), 'x', 'of the type uuid, a string with a UUID, but it is "x".'],
  [text(), undefined, 'of the type text, a string, but it is missing.'],
  [oneOf(['a', 'b']), 'c', 'one of a, b, but it is "c".'],
])('a value of another type is named with what is expected: %j', (field, value, message) => {
  expect(() => toRecord({ done: value }, { done: field })).toThrow(`The field done must be ${message}`)
})

test('values of the types are accepted', () => {
  const fields = { at: timestamp(), day: date(), none: nullable(timestamp()) }
  const record = { at: DAY.toISOString(), day: DAY, none: null }
  expect(toRecord(record, fields)).toEqual(record)
})
