import { expect, test } from 'vitest'
import type { EditField } from './edit-field.js'
import { InvalidInput, isMidnight, parseInput } from './input-values.js'

const title: EditField = {
  name: 'title',
  type: 'text',
  value: '',
  description: '',
  nullable: false,
  minLength: 2,
  maxLength: 5,
}

test('a text is as long as the schema says', () => {
  expect(parseInput(title, 'abcde')).toBe('abcde')
  // Characters are counted, not their parts.
  expect(parseInput(title, '😀😀😀😀😀')).toBe('😀😀😀😀😀')
  expect(() => parseInput(title, 'abcdef')).toThrow('At most 5 characters: this has 6.')
  expect(() => parseInput(title, 'a')).toThrow('At least 2 characters: this has 1.')
  expect(parseInput({ ...title, nullable: true }, '')).toBeNull()
})

test('a time can be a day, which is midnight in UTC', () => {
  const due: EditField = { ...title, name: 'due_date', type: 'time', minLength: 0, maxLength: 40 }
  expect(parseInput(due, '2024-10-09')).toBe('2024-10-09T00:00:00Z')
  expect(isMidnight(parseInput(due, '2024-10-09'))).toBe(true)
  expect(isMidnight(parseInput(due, '2024-10-09T18:00:00Z'))).toBe(false)
  for (const text of ['2024-02-31', '2024-02-31T10:00:00Z', 'tomorrow'])
    expect(() => parseInput(due, text)).toThrow(InvalidInput)
})

test('an amount has the decimals that it had before it was edited', () => {
  const amount: EditField = {
    ...title,
    name: 'amount',
    minLength: 0,
    maxLength: 20,
    isAmount: true,
    value: '20.10',
  }
  expect(['7', '7.5', '7.25', ' 7.5 '].map((text) => parseInput(amount, text))).toEqual([
    '7.00',
    '7.50',
    '7.25',
    '7.50',
  ])
  // Some currencies have none.
  expect(parseInput({ ...amount, value: '1200' }, '1300')).toBe('1300')
})
