import { expect, test } from 'vitest'
import { interpolateVariables } from './interpolate-variables.js'

const env = { SET: 'value', EMPTY: '' }

test.each([
  ['$SET and ${SET}', 'value and value'],
  ['${MISSING}', ''],
  ['${MISSING:-a:b/c}', 'a:b/c'],
  ['${EMPTY:-default}', 'default'],
  ['${EMPTY-default}', ''],
  ['${SET:+instead}', 'instead'],
  ['${EMPTY:+instead}', ''],
  ['$$SET', '$SET'],
  ['price: 5$', 'price: 5$'],
])('interpolates %s to %s', (text, expected) => {
  expect(interpolateVariables(text, env)).toBe(expected)
})

test('a missing required variable throws its message', () => {
  expect(() => interpolateVariables('${MISSING:?set it}', env)).toThrow('MISSING is not set: set it')
})
