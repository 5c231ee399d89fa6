import { expect, test } from 'vitest'
import { createFilter } from './create-filter.js'

const TEXTS = ['expense_018f823c-25b8-7349-91eb-b35da0034245 of Robin…', 'Whole Foods Market']

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
  ['', true],
  [' ', true],
  ['whole foods', true],
  ['foods robin', true],
  [' Market  …4245 ', true],
  ['whole feeds', false],
])('"%s": %s', (entered, isFound) => {
  expect(createFilter(entered)(TEXTS)).toBe(isFound)
})
