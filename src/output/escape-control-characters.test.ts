import { expect, test } from 'vitest'
import { escapeControlCharacters, escapeRenderedText } from './escape-control-characters.js'

test('control characters become visible', () => {
  expect(escapeControlCharacters('A\u001B[31mB\u0007\u009B1m\nC\u202Ed\t😀')).toBe('A·[31mB··1m⏎C·d·😀')
})

test('rendered text keeps its lines and its colours, and nothing else', () => {
  const text = '\u001B[1mhead\u001B[22m\tx\n\u001B]0;title\u0007\u001B[2J😀'
  expect(escapeRenderedText(text, true)).toBe('\u001B[1mhead\u001B[22m\tx\n·]0;title··[2J😀')
  expect(escapeRenderedText(text, false)).toBe('·[1mhead·[22m\tx\n·]0;title··[2J😀')
})
