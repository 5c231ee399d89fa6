import { expect, test } from 'vitest'
import type { MigrationSource } from '../../contracts/migration-store.js'
import { compileSql } from './compile-sql.js'

const compile = (text: string): ReturnType<typeof compileSql> =>
  compileSql({ id: '0001-a', path: '/p/0001-a.sql', text } as MigrationSource)

test('directives are comments on a line of their own, in any part of the file', () => {
  const text = [
    '-- homemanager: after mongo/0003-rates, dynamodb/0001-x',
    '--homemanager:no-transaction',
    'CREATE TABLE t (a int);\r',
    '  -- homemanager: down  \r',
    'DROP TABLE t;',
  ].join('\n')
  expect(compile(text)).toMatchObject({
    transactional: false,
    after: ['mongo/0003-rates', 'dynamodb/0001-x'],
    up: [{ text: 'CREATE TABLE t (a int)' }],
    down: [{ text: 'DROP TABLE t' }],
  })
})

test.each([
  ['DROP TABLE t;', 'DROP TABLE t'],
  ["UPDATE pets\n  SET name = 'x';", 'UPDATE pets SET name = …'],
  ['SELECT wipe();', 'SELECT wipe…'],
  ['CREATE TABLE t (a int);', 'CREATE TABLE t …'],
  ['(SELECT 1);', '(SELECT 1)'],
  [`SELECT ${'column, '.repeat(9)}last FROM t;`, `SELECT ${'column, '.repeat(8)}…`],
])('the name of a step is cut after a word: %s', (text, name) => {
  expect(compile(text).up).toMatchObject([{ name }])
})

test('a directive in a string or in the body of a function is not a directive', () => {
  const body = "SELECT $$\n-- homemanager: down\n$$, '\n-- +goose Down\n', 1"
  expect(compile(`${body};`)).toMatchObject({ up: [{ text: body }] })
  expect(compile(`${body};`).down).toBeUndefined()
})

test.each([
  ['-- homemanager: down\nDROP TABLE a;\n-- homemanager: down', /line 4 repeats the directive "down"/],
  ['-- homemanager: dwon', /unknown directive "-- homemanager: dwon"; did you mean "-- homemanager: down"/],
  ['-- homemanager: Down', /did you mean "-- homemanager: down"/],
  ['-- homemanger: down', /line 2 has "-- homemanger: down"; did you mean "-- homemanager: down"/],
  ['-- home-manager down', /did you mean "-- homemanager: down"/],
  ['-- Home Manager : down', /did you mean "-- homemanager: down"/],
  ['--- homemanager: down', /did you mean "-- homemanager: down"/],
  ['/* homemanager: down */', /did you mean "-- homemanager: down"/],
  ['-- homemanager: down now', /takes no value/],
  ['-- homemanager: after', /names no migration/],
  ['SELECT 2; -- homemanager: down', /on a line of its own/],
  ['-- homemanager: down\nSELECT 1;\n-- homemanager: irreversible x', /declared irreversible/],
  ['-- migrate:down', /a marker of dbmate/],
  ['-- +goose Down', /a marker of goose/],
  ['-- +goose StatementBegin', /a marker of goose/],
  ['-- +migrate Down', /a marker of sql-migrate/],
  ['-- Down Migration', /a marker of node-pg-migrate/],
  ['-- rambler down', /a marker of rambler/],
  ['--rollback DROP TABLE a;', /a marker of Liquibase/],
  ['-- //@UNDO', /a marker of MyBatis/],
  ['---- create above / drop below ----', /a marker of tern/],
  ['-- !Downs', /a marker of Play/],
  ['-- DOWN', /a marker of another migration tool/],
  ['-- ==== rollback ====', /a marker of another migration tool/],
])('rejects %s', (line, message) => {
  expect(() => compile(`CREATE TABLE a (b int);\n${line}\nDROP TABLE a;`)).toThrow(message)
})

test.each([
  '-- homemanager stores users here',
  '-- down payments, not up',
  '-- see homemanager.yaml: ports',
  '-- the rollback of 0003 needs this table',
  '--> statement-breakpoint',
])('accepts the comment %s', (comment) => {
  expect(compile(`${comment}\nCREATE TABLE a (b int);`).down).toBeUndefined()
})

test.each([
  ['COPY t (a) FROM stdin;\n1\n\\.\n', /COPY … FROM STDIN, which requires a client/],
  ['COPY (SELECT 1) TO STDOUT;', /COPY … TO STDOUT/],
  ['\\connect other\nSELECT 1;', /\\connect, a command of psql/],
  ['BEGIN; SELECT 1; COMMIT;', /contains BEGIN/],
])('rejects %j, which the server would not run alone', (text, message) => {
  expect(() => compile(text)).toThrow(message)
})

test.each([
  ['create unique index /* fast */ concurrently i on t (a)', 'CREATE UNIQUE INDEX CONCURRENTLY'],
  ['DROP INDEX CONCURRENTLY IF EXISTS i', 'DROP INDEX CONCURRENTLY'],
  ['REINDEX TABLE CONCURRENTLY t', 'REINDEX CONCURRENTLY'],
  ['REINDEX (VERBOSE, CONCURRENTLY) TABLE t', 'REINDEX CONCURRENTLY'],
  ['REINDEX DATABASE d', 'REINDEX DATABASE'],
  ['VACUUM', 'VACUUM'],
  ['VACUUM (ANALYZE) t', 'VACUUM'],
  ['CREATE DATABASE d', 'CREATE DATABASE'],
  ["ALTER SYSTEM SET work_mem = '8MB'", 'ALTER SYSTEM'],
  ['ALTER TABLE t DETACH PARTITION p CONCURRENTLY', 'ALTER TABLE DETACH PARTITION CONCURRENTLY'],
  ['CLUSTER', 'CLUSTER'],
])('%s requires no-transaction', (statement, words) => {
  expect(() => compile(`CREATE TABLE a (b int);\n${statement};`)).toThrow(
    `it contains ${words}, which PostgreSQL does not run in a transaction; add the line "-- homemanager: no-transaction"`,
  )
  expect(() => compile(`-- homemanager: down\n${statement};`)).toThrow('no-transaction')
  expect(compile(`-- homemanager: no-transaction\n${statement};`)).toMatchObject({ transactional: false })
})

test.each([
  'CREATE INDEX "concurrently" ON t (a)',
  'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
  'REINDEX (CONCURRENTLY false) TABLE t',
  'REINDEX TABLE t',
  'CLUSTER t USING i',
  '(SELECT 1)',
  'TABLE t',
])('%s may be in a transaction', (statement) => {
  expect(compile(`${statement};`)).toMatchObject({ transactional: true, up: [{ text: statement }] })
})

test('what begins no SQL statement is rejected', () => {
  expect(() => compile('SELECT 1;\nSELEC 1;')).toThrow(
    'no SQL statement begins with SELEC; did you mean SELECT?',
  )
  expect(() => compile('-- homemanager: down\nnonsense')).toThrow('no SQL statement begins with NONSENSE.')
})
