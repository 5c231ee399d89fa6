import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findInJson } from './find-in-json.js'

const TEXT = '{\n  "a": [1, {"b\\"}": "x]", "c": {}}],\n  "d" : null\n}'

test.each([
  [[], '{'],
  [['a'], '"a"'],
  [['a', 0], '1'],
  [['a', 1], '{"b'],
  [['a', 1, 'b"}'], '"b\\"}"'],
  [['a', 1, 'c'], '"c"'],
  [['d'], '"d"'],
  [['a', 1, 'missing', 'x'], '{"b'],
  [['d', 'missing'], '"d"'],
])('%j is at %s', (path, expected) => {
  expect(TEXT.slice(findInJson(TEXT, path)).slice(0, expected.length)).toBe(expected)
})

test('every element of any JSON is found', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (values) => {
      const text = JSON.stringify(values)
      const starts = values.map(
        (_, index) => JSON.stringify(values.slice(0, index)).length - (index === 0 ? 1 : 0),
      )
      expect(values.map((_, index) => findInJson(text, [index]))).toEqual(starts)
    }),
    { numRuns: 50 },
  )
})
