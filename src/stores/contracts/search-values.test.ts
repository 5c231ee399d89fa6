import { expect, test } from 'vitest'
import { parseSearchValues } from './search-values.js'

test.each([
  ['156.78', { amount: '156.78' }],
  ['1,250', { amount: '1250' }],
  ['2024-02-29', { period: { from: new Date('2024-02-29'), to: new Date('2024-03-01') } }],
  ['2024-12', { period: { from: new Date('2024-12-01'), to: new Date('2025-01-01') } }],
  ['2023-02-29', {}],
  ['2024-13', {}],
  ['1.', {}],
  ['12 apples', {}],
])('%s', (words, values) => {
  expect(parseSearchValues(words)).toEqual(values)
})
