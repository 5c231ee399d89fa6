import { expect, test } from 'vitest'
import { endSentence } from './end-sentence.js'

test.each([
  ['relation "a" does not exist', 'relation "a" does not exist.'],
  ['syntax error at or near "."', 'syntax error at or near ".".'],
  ['The command failed.', 'The command failed.'],
  ['Did you mean "a"?', 'Did you mean "a"?'],
])('%s', (text, sentence) => {
  expect(endSentence(text)).toBe(sentence)
})
