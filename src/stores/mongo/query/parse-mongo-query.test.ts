import { BSONRegExp, Decimal128, Double, Long, ObjectId } from 'bson'
import { expect, test } from 'vitest'
import { parseMongoQuery } from './parse-mongo-query.js'

test('parses all forms of a collection name in mongosh', () => {
  for (const text of [
    'expenses.find()',
    'db.expenses.find();',
    'db["expenses"].find()',
    'db.getCollection("expenses").find()',
  ]) {
    expect(parseMongoQuery(text)).toEqual({
      collection: 'expenses',
      call: { name: 'find', args: [] },
      chain: [],
    })
  }
  expect(parseMongoQuery('db.system.views.find()').collection).toBe('system.views')
})

test('parses the aggregation of the ADR verbatim', () => {
  const { call } = parseMongoQuery(`db.expenses.aggregate([
    // this month
    { $match: { user_id: "USER#123", created_at: { $gte: new Date("2024-10-01"), $lt: new Date("2024-11-01") } } },
    { $group: { _id: "$category.primary", total_amount: { $sum: "$amount" } } },
    { $sort: { total_amount: -1 } }
  ]);`)
  expect(call.args).toEqual([
    [
      {
        $match: {
          user_id: 'USER#123',
          created_at: { $gte: new Date('2024-10-01'), $lt: new Date('2024-11-01') },
        },
      },
      { $group: { _id: '$category.primary', total_amount: { $sum: '$amount' } } },
      { $sort: { total_amount: -1 } },
    ],
  ])
})

test('keeps BSON types, regular expressions, chains and punctuation within strings', () => {
  const parsed = parseMongoQuery(
    'expenses.find({a: NumberDecimal("1.50"), b: ObjectId("64b7f1f1f1f1f1f1f1f1f1f1"), c: /a,\\/[)/]b/i, "d.e": {$in: [1, -2.5]}, f: "x).y(\\"z"}, {a: 1}).sort({a: -1}).limit(5)',
  )
  expect(parsed.call.args[0]).toEqual({
    a: Decimal128.fromString('1.50'),
    b: new ObjectId('64b7f1f1f1f1f1f1f1f1f1f1'),
    c: new BSONRegExp(String.raw`a,\/[)/]b`, 'i'),
    'd.e': { $in: [1, -2.5] },
    f: 'x).y("z',
  })
  expect(parsed.call.args[1]).toEqual({ a: 1 })
  expect(parsed.chain).toEqual([
    { name: 'sort', args: [{ a: -1 }] },
    { name: 'limit', args: [5] },
  ])
})

test.each([
  [
    'members that lead to the Function constructor',
    'x.find({a: ISODate().toISOString().__lookupGetter__("__proto__").constructor("return 1").call()})',
  ],
  ['the same through brackets', 'x.find({a: ISODate().toISOString()[__lookupGetter__]("__proto__")})'],
  ['a variable', 'x.find({a: process})'],
  ['an unknown function', 'x.find({a: require("fs")})'],
  ['a template', 'x.find({a: `1`})'],
  ['an unclosed bracket', 'x.find({a: 1'],
  ['an unterminated string', 'x.find({a: "1})'],
  ['no call', 'expenses'],
  ['nothing', ''],
  ['two statements', 'x.find({}); y.find({})'],
])('rejects %s', (_, text) => {
  expect(() => parseMongoQuery(text)).toThrow(expect.objectContaining({ code: 'QUERY_INVALID', exitCode: 2 }))
})

test.each([
  ['x.find({a: })', 'Unexpected "}" at character 12.'],
  ['x.find({a: 1,\n  b: other})', '"other" at line 2, column 6 is not a valid value.'],
  ['x.find([1 2])', 'Unexpected "2" at character 11.'],
  ['x.find({a: {b: 1})', 'The bracket at character 7 is not closed.'],
  ['x.find({a: Math.max(1, 2)})', '"." at character 16 would require evaluation'],
  ['x.find({a: ObjectId("zz")})', 'Invalid value: input must be a 24 character hex string'],
  ["x.find({a: 'open})", "The string that starts at character 12 with ' is not terminated."],
])('reports the problem of %j and its position', (text, message) => {
  expect(() => parseMongoQuery(text)).toThrow(message)
})

test('numbers are stored as they are written', () => {
  const [document] = parseMongoQuery(
    'x.insertOne({a: [1, 1.0, -2e3, 2.5], b: NumberDecimal(-1.10), c: NumberLong(9007199254740993), d: -0.0})',
  ).call.args
  expect(document).toEqual({
    a: [1, new Double(1), new Double(-2000), 2.5],
    b: Decimal128.fromString('-1.10'),
    c: Long.fromString('9007199254740993'),
    d: new Double(-0),
  })
})

test('types in the notation of the output are those types', () => {
  const [filter] = parseMongoQuery(
    'x.find({v: {$numberLong: "9007199254740993"}, at: {$gte: {$date: "2024-01-01T00:00:00Z"}}, r: {$regex: "a", $options: "i"}})',
  ).call.args
  expect(filter).toEqual({
    v: Long.fromString('9007199254740993'),
    at: { $gte: new Date('2024-01-01') },
    r: { $regex: 'a', $options: 'i' },
  })
})

test.each([
  ['{a: undefined}', 'BSON has no undefined; use null.'],
  ['{a: /x/g}', '/x/g has the flag g, which MongoDB does not have.'],
  ['{a: BinData(300, "AAAA")}', 'BinData at character 12 has the subtype 300, which is not a byte.'],
  ['{a: {$numberLong: "9223372036854775808"}}', 'is not a 64-bit integer.'],
  ['{a: {$date: "2024-02-30T00:00:00Z"}}', 'is a date that does not exist.'],
])('rejects %s, which would be stored as another value', (value, message) => {
  expect(() => parseMongoQuery(`x.find(${value})`)).toThrow(message)
})
