import { expect, test } from 'vitest'
import { formatCount } from './format-count.js'

test('one thing is in the singular', () => {
  expect([0, 1, 2].map((count) => formatCount(count, 'document'))).toEqual([
    '0 documents',
    '1 document',
    '2 documents',
  ])
  expect([1, 2].map((count) => formatCount(count, 'family', 'families'))).toEqual(['1 family', '2 families'])
})
