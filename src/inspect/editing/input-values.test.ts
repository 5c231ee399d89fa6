import { expect, test } from 'vitest'
import type { EditField } from './edit-field.js'
import { parseInput } from './input-values.js'

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
  expect(() => parseInput(title, 'abcdef')).toThrow('The value has 6 characters, at most 5 are allowed.')
  expect(() => parseInput(title, 'a')).toThrow('The value has 1 character, at least 2 are required.')
  expect(parseInput({ ...title, nullable: true }, '')).toBeNull()
})
