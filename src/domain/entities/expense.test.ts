import { expect, test } from 'vitest'
import { expense } from './expense.js'

const record = { category: { primary: 'groceries' }, amount: '156.78', currency: 'USD' }

test.each([
  [{}, 'groceries 156.78 USD'],
  [{ receipt: { store: 'Whole Foods' } }, 'groceries 156.78 USD, Whole Foods'],
  [{ receipt: { store: 'Whole Foods' }, description: 'Milk' }, 'groceries 156.78 USD, Milk'],
])('the title of an expense says what it was for: %j', (fields, title) => {
  expect(expense.title({ ...record, ...fields } as never)).toBe(title)
})
