import { Decimal128, ObjectId } from 'bson'
import { expect, test } from 'vitest'
import { parseMongoQuery } from './parse-mongo-query.js'

test("reads mongosh's ways of naming a collection", () => {
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

test('reads the aggregation of the ADR as it stands there', () => {
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

test('keeps BSON types, regular expressions, chains and signs within texts', () => {
  const parsed = parseMongoQuery(
    'expenses.find({a: NumberDecimal("1.50"), b: ObjectId("64b7f1f1f1f1f1f1f1f1f1f1"), c: /a,\\/[)/]b/i, "d.e": {$in: [1, -2.5]}, f: "x).y(\\"z"}, {a: 1}).sort({a: -1}).limit(5)',
  )
  expect(parsed.call.args[0]).toEqual({
    a: Decimal128.fromString('1.50'),
    b: new ObjectId('64b7f1f1f1f1f1f1f1f1f1f1'),
    c: /a,\/[)/]b/i,
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
    'members reach the Function constructor',
    'x.find({a: ISODate().toISOString().__lookupGetter__("__proto__").constructor("return 1").call()})',
  ],
  ['the same through brackets', 'x.find({a: ISODate().toISOString()[__lookupGetter__]("__proto__")})'],
  ['a variable', 'x.find({a: process})'],
  ['an unknown function', 'x.find({a: require("fs")})'],
  ['a template', 'x.find({a: `1`})'],
  ['an open bracket', 'x.find({a: 1'],
  ['an open text', 'x.find({a: "1})'],
  ['no call', 'expenses'],
  ['nothing', ''],
  ['two statements', 'x.find({}); y.find({})'],
])('refuses %s', (_, text) => {
  expect(() => parseMongoQuery(text)).toThrow(expect.objectContaining({ code: 'QUERY_INVALID', exitCode: 2 }))
})

test.each([
  ['x.find({a: })', '"}" at character 12 cannot stand there.'],
  ['x.find({a: 1,\n  b: other})', '"other" at line 2, column 6 is no value.'],
  ['x.find([1 2])', '"2" at character 11 cannot stand there.'],
  ['x.find({a: {b: 1})', 'The bracket at character 7 does not close.'],
  ['x.find({a: Math.max(1, 2)})', '"." at character 16 would be evaluated'],
  ['x.find({a: ObjectId("zz")})', 'A value cannot be read: input must be a 24 character hex string'],
  ["x.find({a: 'open})", "The text that opens at character 12 with ' does not end."],
])('says of %j where and what is wrong', (text, message) => {
  expect(() => parseMongoQuery(text)).toThrow(message)
})
