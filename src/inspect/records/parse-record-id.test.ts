import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { parseRecordId } from './parse-record-id.js'

const ID = '00000000-0000-7000-8000-000000000123'

test.each([
  [`USER#${ID}`, ['user'], ID],
  [`user:${ID}`, ['user'], ID],
  [`ASSIGNEE#${ID}`, ['user'], ID],
  ['FAMILY#123', ['family'], ID],
  [`TODO#2024-10-05#HIGH#${ID}`, ['todo'], ID],
  [`OPEN#2024-10-05#1#${ID}`, ['todo'], ID],
  [`expense_${ID.toUpperCase()}`, ['expense'], ID],
  [`budget_${ID}`, ['budget'], ID],
  [' 123 ', ['user', 'family', 'invitation', 'todo', 'expense', 'budget', 'event'], ID],
  ['groceries', ['category'], 'groceries'],
  ['alex@example.com', ['user'], 'alex@example.com'],
])('%s', (text, kinds, id) => {
  expect(parseRecordId(text, BUNDLED_ENTITIES)).toEqual({ kinds, id })
})

test.each(['', 'Groceries and more', `PET#${ID}`, `TODO#${ID}`])('"%s" is not an id', (text) => {
  expect(parseRecordId(text, BUNDLED_ENTITIES)).toBeUndefined()
})
