import { expect, test } from 'vitest'
import { getFirstWord } from './get-first-word.js'
import { tokenizeSql } from './tokenize-sql.js'

test.each([
  ['select 1', 'SELECT'],
  [' -- COPY\n/* DROP /* nested */ */ ((VALUES (1)))', 'VALUES'],
  ["/**/COPY (SELECT 1) TO '/tmp/file' /**/ WITH (FORMAT csv)", 'COPY'],
  ['/* not terminated SELECT 1', undefined],
  ["'SELECT' 1", undefined],
  ['', undefined],
])('the first word of %j is %s', (text, word) => {
  expect(getFirstWord(text)).toBe(word)
})

test('the tokens of any text add up to the text', () => {
  for (const text of ["SELECT 'open", '$tag$ open', '/* open', "E'\\", '💸 :a é::x', 'a1.b$2 0x1F']) {
    expect([...tokenizeSql(text)].map((token) => token.text).join('')).toBe(text)
  }
})
