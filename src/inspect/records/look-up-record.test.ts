import { Decimal128, Long } from 'bson'
import { expect, test } from 'vitest'
import { toPlainRecord } from './look-up-record.js'

test('integers of MongoDB that a double would round keep their digits', () => {
  const longs = [Long.fromString('9007199254740993'), Long.fromNumber(5)]
  expect(toPlainRecord({ longs, nested: { d: Decimal128.fromString('1.50'), at: new Date(0) } })).toEqual({
    longs: [{ $numberLong: '9007199254740993' }, 5],
    nested: { d: { $numberDecimal: '1.50' }, at: { $date: '1970-01-01T00:00:00Z' } },
  })
})
