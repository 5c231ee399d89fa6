import { expect, test } from 'vitest'
import { bindParameters, parseParameters } from './query-parameters.js'

const sql = (text: string, ...given: readonly string[]): unknown =>
  bindParameters(text, parseParameters(given), (n) => `$${n}`, true)

test('replaces names by placeholders, once per name', () => {
  expect(sql('SELECT :a, :b, :a', 'a=1', 'b:=2')).toEqual({ text: 'SELECT $1, $2, $1', values: ['1', 2] })
})

test('leaves texts, casts, comments, names and dollar quotes alone', () => {
  const text = `SELECT ':a', x::int, "c:a", $$ :a $$, $t$ :a $t$ -- :a\n/* :a */ FROM t WHERE b = :b`
  expect(sql(text, 'b=x')).toEqual({ text: text.replace('= :b', '= $1'), values: ['x'] })
})

test('a value with an equals sign is kept whole', () => {
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
])('refuses %s with %j', (text, given) => {
  expect(() => sql(text, ...given)).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' }))
})
