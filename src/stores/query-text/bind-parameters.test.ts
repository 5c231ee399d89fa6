import { expect, test } from 'vitest'
import { JsonNumber } from '../../core/json.js'
import { parseParameters } from '../../query/parse-parameters.js'
import { bindParameters, type BoundQuery } from './bind-parameters.js'
import { tokenizeSql } from '../postgres/sql/tokenize-sql.js'
import { formatTextPosition } from './format-text-position.js'

const bindQuery = (text: string, given: readonly string[]): BoundQuery =>
  bindParameters(text, parseParameters(given), {
    tokenize: tokenizeSql,
    placeholder: (n) => `$${n}`,
    reuse: true,
  })
const bindSql = (text: string, ...given: readonly string[]): unknown => {
  const { text: bound, values } = bindQuery(text, given)
  return { text: bound, values }
}

test('replaces names with placeholders, once per name', () => {
  expect(bindSql('SELECT :a, :b, :a', 'a=1', 'b:=2')).toEqual({
    text: 'SELECT $1, $2, $1',
    values: ['1', new JsonNumber('2')],
  })
})

test('does not change strings, casts, comments, identifiers and dollar quotes', () => {
  const text = `SELECT ':a', x::int, "c:a", $$ :a $$, $t$ :a $t$ -- :a\n/* :a */ FROM t WHERE b = :b`
  expect(bindSql(text, 'b=x')).toEqual({ text: text.replace('= :b', '= $1'), values: ['x'] })
})

test('supports escapes in strings, nested comments and unterminated strings', () => {
  const text = String.raw`SELECT E'a\' :a', 'b\', :b, /* :a /* :a */ :a */ :b, "it""s :a", ':a`
  expect(bindSql(text.slice(0, -4), 'b=x')).toEqual({
    text: String.raw`SELECT E'a\' :a', 'b\', $1, /* :a /* :a */ :a */ $1, "it""s :a",`,
    values: ['x'],
  })
})

test('maps positions in the bound text to the original text', () => {
  const given = 'SELECT :first, :second::int,\n :x, nope'
  const { text, toOriginalIndex } = bindQuery(given, ['first=1', 'second=2', 'x=3'])
  for (const word of ['SELECT', '::int', 'nope']) {
    expect(toOriginalIndex(text.indexOf(word))).toBe(given.indexOf(word))
  }
  expect(formatTextPosition(given, given.indexOf('nope'))).toBe('line 2, column 6')
  expect(formatTextPosition('SELECT nope', 7)).toBe('character 8')
})

test('a value may contain an equals sign', () => {
  expect(parseParameters(['a=b=c', "d='; DROP TABLE users; --"])).toEqual(
    new Map([
      ['a', 'b=c'],
      ['d', "'; DROP TABLE users; --"],
    ]),
  )
})

test.each([
  ['SELECT :a', []],
  ['SELECT 1', ['a=1']],
  ['SELECT :a', ['a:=nope']],
  ['SELECT :a', ['nonsense']],
  ['SELECT :a', ['a=1', 'a=2']],
  ['SELECT :a', ['a:={"b":1,"b":2}']],
  ['SELECT :a', [String.raw`a:="\ud800"`]],
])('rejects %s with %j', (text, given) => {
  expect(() => bindSql(text, ...given)).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' }))
})
