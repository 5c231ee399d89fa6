import { expect, test } from 'vitest'
import { lintDocdbCollection, lintDocdbIndex, lintDocdbRequest } from './lint-docdb.js'

test.each([
  [[{ $facet: {} }], ['$facet'], ['$facet']],
  [[{ $merge: { into: 'copy' } }], ['$merge'], []],
  [[{ $set: { a: 1 } }], ['the stage $set'], []],
  [{ update: { $set: { a: 1 } } }, [], []],
  [[{ $group: { _id: null, n: { $sum: { $round: ['$a', 2] } } } }], ['$round'], ['$round']],
  [[{ $project: { month: { $dateTrunc: { date: '$a', unit: 'month' } } } }], ['$dateTrunc'], []],
  [
    [{ $lookup: { from: 'a', let: {}, pipeline: [], as: 'b' } }],
    ['$lookup with a pipeline'],
    ['$lookup with a pipeline'],
  ],
  [[{ $lookup: { from: 'a', localField: 'b', foreignField: 'c', as: 'd' } }], [], []],
  [{ filter: { a: { $in: [1], $exists: true }, $or: [{ b: /c/ }] } }, [], []],
])('%j: unsupported in 5.0 and 8.0', (request, five, eight) => {
  expect(lintDocdbRequest(request, '5.0')).toEqual(
    five.map((feature) => `DocumentDB 5.0 does not support ${feature}`),
  )
  expect(lintDocdbRequest(request, '8.0')).toEqual(
    eight.map((feature) => `DocumentDB 8.0 does not support ${feature}`),
  )
})

test('indexes and collections', () => {
  expect(lintDocdbIndex({ name: 'a', key: { a: 'hashed' } }, '8.0')).toHaveLength(1)
  expect(lintDocdbIndex({ name: 'a', key: { a: '2dsphere' }, sparse: true }, '5.0')).toEqual([])
  expect(lintDocdbIndex({ name: 'a', key: { a: 1 }, collation: { locale: 'simple' } }, '5.0')).toEqual([])
  expect(lintDocdbIndex({ name: 'a', key: { a: 1 }, collation: { locale: 'de' } }, '5.0')).toHaveLength(1)
  expect(lintDocdbIndex({ name: 'a', key: { a: 1 }, collation: { locale: 'de' } }, '8.0')).toEqual([])
  expect(lintDocdbCollection({ capped: true, size: 1 }, '8.0')).toHaveLength(1)
  expect(lintDocdbCollection({ validator: { $jsonSchema: {} } }, '5.0')).toEqual([])
})
