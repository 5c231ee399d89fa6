import { expect, test } from 'vitest'
import { parsePostgresUrl, withDatabaseName } from './parse-postgres-url.js'

test.each([
  ['postgres://u:p%23@h:1/d', { host: 'h', port: 1, user: 'u', password: 'p#', database: 'd' }],
  ['postgresql://u:p@/d?host=127.0.0.1&port=2', { host: '127.0.0.1', port: 2, database: 'd' }],
  ['postgres://u@nowhere.invalid/d?host=/run/postgresql', { host: '/run/postgresql', port: 5432 }],
  ['postgres://u@%2Frun%2Fpostgresql/d', { host: '/run/postgresql', database: 'd' }],
  ['postgres://u@h', { database: 'u' }],
])('%s', (url, expected) => expect(parsePostgresUrl(url)).toMatchObject(expected))

test.each([
  ['postgres://u:p@h:1/d?sslmode=disable', 'postgres://u:p@h:1/copy?sslmode=disable'],
  ['postgres://u@/d?host=h', 'postgres://u@/copy?host=h'],
  ['postgres://u@h', 'postgres://u@h/copy'],
])('the database of %s is replaced', (url, expected) => expect(withDatabaseName(url, 'copy')).toBe(expected))
