import { expect, test } from 'vitest'
import { tokenizePartiql } from './tokenize-partiql.js'

const getParameters = (text: string): readonly string[] =>
  [...tokenizePartiql(text)].filter(({ kind }) => kind === 'parameter').map((token) => token.text)

test.each<[string, readonly string[]]>([
  ['SELECT * FROM "t:a" WHERE PK = :pk AND SK IN [:a,:b]', [':pk', ':a', ':b']],
  ["INSERT INTO t VALUE {'PK':'x','done':true,'n':null, 'p'::p, 'q' : :q, 'm':{'r'::r}}", [':p', ':q', ':r']],
  [String.raw`SELECT 'it''s :a', '\', :b, E'\', :c`, [':b', ':c']],
  ['SELECT $$ :a $$', [':a']],
  ['SELECT 1 -- :a\n, /* :b /* :c */ :d', [':d']],
  ['SELECT `:a` FROM t WHERE x = :b', [':b']],
  ["SELECT 'open :a", []],
])('the parameters of %j are %j', (text, parameters) => {
  expect(getParameters(text)).toEqual(parameters)
})

test('the tokens of any text add up to the text', () => {
  for (const text of ["SELECT 'open", '/* open', '`', '💸 :a é::x', "{'a'::b", 'a1.b$2 0x1F']) {
    expect([...tokenizePartiql(text)].map((token) => token.text).join('')).toBe(text)
  }
})
