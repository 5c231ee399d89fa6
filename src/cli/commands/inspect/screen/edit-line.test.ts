import { expect, test } from 'vitest'
import { editLine, type Line } from './edit-line.js'

/** Each key, from `text` with the cursor at its end: a character, or the name of a key. `|` marks the cursor. */
function type(text: string, ...keys: readonly string[]): string {
  let line: Line = { text, behind: 0 }
  for (const name of keys) line = editLine(line, name.length === 1 ? { name, text: name } : { name })
  const characters = Array.from(line.text)
  characters.splice(characters.length - line.behind, 0, '|')
  return characters.join('')
}

test.each([
  ['500.00', ['home', '9'], '9|500.00'],
  ['500.00', ['left', 'left', '8'], '500.8|00'],
  ['Alxe', ['left', 'backspace', 'end', 'x'], 'Alex|'],
  ['a b', ['ctrl-a', 'ctrl-d', 'right', 'ctrl-k'], ' |'],
  ['a bc de', ['ctrl-b', 'ctrl-w', 'ctrl-f'], 'a bc e|'],
  ['a', ['home', 'left', 'backspace', 'z'], 'z|a'],
  ['a', ['right', 'ctrl-d', 'tab'], 'a|'],
  ['a bc', ['left', 'ctrl-u', 'x'], 'x|'],
  ['ü', ['home', 'x'], 'x|ü'],
] as const)('%s, %j: %s', (text, keys, expected) => {
  expect(type(text, ...keys)).toBe(expected)
})
