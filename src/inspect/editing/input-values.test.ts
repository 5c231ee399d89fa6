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
  expect(() => parseInput(title, 'abcdef')).toThrow('At most 5 characters: this has 6.')
  expect(() => parseInput(title, 'a')).toThrow('At least 2 characters: this has 1.')
  expect(parseInput({ ...title, nullable: true }, '')).toBeNull()
})
