import { Binary, Decimal128, Double, Int32, Long, MinKey, ObjectId, Timestamp } from 'bson'
import { expect, test } from 'vitest'
import { formatExtendedJson } from './format-extended-json.js'
import { parseExtendedJson } from './parse-extended-json.js'

test('reads relaxed and canonical types without loss', () => {
  const text = `{"a": [1, 2147483648, 9007199254740993, 1.0, 2.50, -0], "b": {"$numberLong": "9223372036854775807"},
    "c": {"$numberDecimal": "1.10"}, "d": {"$date": "2024-01-01T00:00:00.5Z"}, "e": {"$numberInt": "5"},
    "f": {"$oid": "64b7f1f1f1f1f1f1f1f1f1f1"}, "g": {"$binary": {"base64": "AAE=", "subType": "00"}},
    "h": {"$timestamp": {"t": 1, "i": 2}}, "i": {"$minKey": 1}, "j": {"$regex": "x"}, "__proto__": {"k": true}}`
  const parsed = parseExtendedJson(text) as Record<string, unknown>
  expect(parsed).toMatchObject({
    a: [
      1,
      Long.fromNumber(2147483648),
      Long.fromString('9007199254740993'),
      new Double(1),
      2.5,
      new Double(-0),
    ],
    b: Long.MAX_VALUE,
    c: Decimal128.fromString('1.10'),
    d: new Date('2024-01-01T00:00:00.500Z'),
    e: new Int32(5),
    f: new ObjectId('64b7f1f1f1f1f1f1f1f1f1f1'),
    g: new Binary(new Uint8Array([0, 1]), 0),
    h: new Timestamp({ t: 1, i: 2 }),
    i: new MinKey(),
    j: { $regex: 'x' },
  })
  expect(Object.keys(parsed)).toContain('__proto__')
  expect(formatExtendedJson(parsed['a'])).toBe(
    '[1,2147483648,{"$numberLong":"9007199254740993"},1.0,2.5,-0.0]',
  )
})

test.each([
  ['{"a": 9223372036854775809}', 'cannot be represented'],
  ['{"a": 0.1234567890123456789}', 'use {"$numberDecimal": "0.1234567890123456789"}'],
  ['{"a": {"$numberLong": "9223372036854775808"}}', 'is not a 64-bit integer'],
  ['{"a": {"$numberInt": "2147483648"}}', 'is not a 32-bit integer'],
  ['{"a": {"$date": "2023-02-29T00:00:00Z"}}', 'is a date that does not exist'],
  ['{"a": {"$binary": {"base64": "*", "subType": "00"}}}', 'is not base64'],
  ['{"a": {"$oid": "1"}}', 'is invalid'],
  ['{"a": 1, "a": 2}', 'Duplicate key'],
])('rejects %s', (text, message) => {
  expect(() => parseExtendedJson(text)).toThrow(message)
})
