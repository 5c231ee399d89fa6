import { expect, test } from 'vitest'
import type { PartialId } from '../../domain/partial-id.js'
import { parseSearchValues, type SearchValues } from './search-values.js'

const toPart = (first: string, ending: string): PartialId => ({
  from: `${first}${'00000000-0000-0000-0000-000000000000'.slice(first.length)}`,
  to: `${first}${'ffffffff-ffff-ffff-ffff-ffffffffffff'.slice(first.length)}`,
  ending,
})

test.each<[string, Partial<SearchValues>]>([
  ['156.78', { amount: '156.78' }],
  ['1,250', { amount: '1250' }],
  ['156.78 USD', { amount: '156.78', currency: 'USD' }],
  ['156.78eur', { amount: '156.78', currency: 'EUR' }],
  ['018f…6bb6', { ids: [toPart('018f', '6bb6')] }],
  ['019246fc-68', { ids: [toPart('019246fc-68', '')] }],
  ['018F', { ids: [toPart('018f', ''), toPart('', '018f')] }],
  ['…6bb6', { ids: [toPart('', '6bb6')] }],
  ['...cafe', { ids: [toPart('', 'cafe')] }],
  ['cafe', { ids: [toPart('cafe', '')] }],
  ['…bb6', {}],
  ['018', { amount: '018' }],
  ['2024-02-29', { period: { from: new Date('2024-02-29'), to: new Date('2024-03-01') } }],
  ['2024-12', { period: { from: new Date('2024-12-01'), to: new Date('2025-01-01') } }],
  ['2023-02-29', {}],
  ['2024-13', {}],
  ['1.', {}],
  ['12 apples', {}],
])('%s', (words, values) => {
  expect(parseSearchValues(words)).toEqual({ ids: [], ...values })
})
