import { expect, test } from 'vitest'
import { roundReceiptLine } from './receipt-rule.js'

test.each([
  ['USD', 150_245n, 5, { units: 150n, scale: 2 }],
  ['USD', 1505n, 3, { units: 151n, scale: 2 }],
  ['EUR', 150n, 2, { units: 150n, scale: 2 }],
  ['JPY', 1995n, 1, { units: 200n, scale: 0 }],
  ['KWD', 12_345n, 4, { units: 1235n, scale: 3 }],
  ['???', 1n, 3, { units: 0n, scale: 2 }],
])('a line in %s of %s × 10^-%s', (currency, units, scale, rounded) => {
  expect(roundReceiptLine({ units, scale }, currency)).toEqual(rounded)
})
