import { expect, test } from 'vitest'
import { formatMoney } from './format-money.js'

test.each([
  ['20.1', 'USD', '20.10 USD'],
  ['20', 'EUR', '20.00 EUR'],
  ['-3.5', 'EUR', '-3.50 EUR'],
  ['156.78', 'USD', '156.78 USD'],
  ['0.125', 'USD', '0.125 USD'],
  ['1200', 'JPY', '1200 JPY'],
  ['1.5', 'KWD', '1.500 KWD'],
  ['1E+3', 'USD', '1E+3 USD'],
  ['2.5', 'dollars', '2.50 dollars'],
] as const)('%s %s is %s', (amount, currency, expected) => {
  expect(formatMoney(amount, currency)).toBe(expected)
})
