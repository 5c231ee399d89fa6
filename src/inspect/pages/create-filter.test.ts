import { expect, test } from 'vitest'
import { createFilter } from './create-filter.js'

const TEXT = 'expense_018f823c-25b8-7349-91eb-b35da0034245 of Robin…'

test.each([
  ['ROBIN', true],
  ['4245', true],
  ['018f…4245', true],
  ['018f823c...4245', true],
  ['…4245', true],
  ['018f…', false],
  ['018f…4246', false],
  ['robin…', true],
  ['018f…robin', false],
])('"%s": %s', (entered, isFound) => {
  expect(createFilter(entered)(TEXT)).toBe(isFound)
})
