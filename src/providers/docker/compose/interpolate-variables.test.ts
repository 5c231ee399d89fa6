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
])('%s becomes %s', (text, expected) => {
  expect(interpolateVariables(text, env)).toBe(expected)
})

test('a variable that must be set says what its author wrote', () => {
  expect(() => interpolateVariables('${MISSING:?set it}', env)).toThrow('MISSING is not set: set it')
})
