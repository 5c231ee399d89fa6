import { expect, test } from 'vitest'
import { formatWrittenRecord } from './format-written-record.js'

test('a document is named by its entity, so that its page can be opened; others by their collection', () => {
  expect(formatWrittenRecord('expenses', 'expense_1')).toBe('expense expense_1')
  expect(formatWrittenRecord('categories', 'travel')).toBe('category travel')
  expect(formatWrittenRecord('memberships', '1')).toBe('memberships 1')
})
