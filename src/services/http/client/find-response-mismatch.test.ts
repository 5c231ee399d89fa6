import { expect, test } from 'vitest'
import { findSchemaMismatch } from './find-response-mismatch.js'

const TODO = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title'],
  properties: { id: { type: 'string' }, title: { type: 'string' } },
}

test('all problems of a body are named, those of the items of a list once', () => {
  const list = { type: 'object', required: ['items'], properties: { items: { type: 'array', items: TODO } } }
  expect(
    findSchemaMismatch(list, { items: [{ id: 1, done: true }, { id: 2 }, { title: 'x', id: 'y' }] }),
  ).toBe(
    "/items/0 must have required property 'title'; /items/0 must NOT have additional properties ('done'); /items/0/id must be string",
  )
  expect(findSchemaMismatch(TODO, { id: 'x', title: 'y' })).toBeUndefined()
})

test('of many problems, the others are counted', () => {
  const names = Array.from({ length: 13 }, (_, at) => `field${at}`)
  const mismatch = findSchemaMismatch({ type: 'object', required: names }, {})
  expect(mismatch).toMatch(/^the body must have required property 'field0'; .*'field9'; and 3 more$/)
})
