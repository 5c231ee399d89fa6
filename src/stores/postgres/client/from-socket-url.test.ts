import { expect, test } from 'vitest'
import { fromSocketUrl } from './from-socket-url.js'
import { parsePostgresUrl } from './parse-postgres-url.js'

test.each([
  ['socket:/var/run/postgresql?db=home', '/var/run/postgresql', '', 'home'],
  ['socket:/tmp/a%20b?db=x%20y', '/tmp/a b', '', 'x y'],
  ['socket://ada:s%40f@/tmp?db=home', '/tmp', 'ada', 'home'],
])('%s is the same as a URL with the parameter host', (url, host, user, database) => {
  expect(parsePostgresUrl(fromSocketUrl(url))).toMatchObject({ host, user, database })
})

test('any other URL is unchanged', () => {
  const url = 'postgres:///db?host=/var/run/postgresql'
  expect(fromSocketUrl(url)).toBe(url)
})
