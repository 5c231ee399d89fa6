import { expect, test } from 'vitest'
import { splitSql } from './split-sql.js'

test.each<[string, string, readonly string[]]>([
  ['two statements and an empty one', 'SELECT 1;; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ['nothing but comments', '-- one;\n/* two; */ ;', []],
  ['a comment before and one in a statement', '-- why;\nSELECT 1 -- a; b\n, 2;', ['SELECT 1 -- a; b\n, 2']],
  ['a comment without a newline', 'SELECT 1 -- the end; really', ['SELECT 1 -- the end; really']],
  [
    'a comment that is not closed',
    'SELECT 1; /* a /* b; */ SELECT 2; -- c',
    ['SELECT 1', '/* a /* b; */ SELECT 2; -- c'],
  ],
  ['nested comments', '/* a /* b; */ c; */ SELECT /* ; /* ; */ ; */ 1;', ['SELECT /* ; /* ; */ ; */ 1']],
  [
    'quoted strings and identifiers',
    'SELECT \'a;\'\'b;\', "c;""d"; SELECT 2',
    ['SELECT \'a;\'\'b;\', "c;""d"', 'SELECT 2'],
  ],
  ['escape strings', "SELECT E'a\\';b', e'\\\\'; SELECT 2", ["SELECT E'a\\';b', e'\\\\'", 'SELECT 2']],
  ['a string that ends in a backslash', "SELECT 'a\\'; SELECT 2", ["SELECT 'a\\'", 'SELECT 2']],
  ['a name that ends in e', "SELECT date'2024-01-01'; SELECT 2", ["SELECT date'2024-01-01'", 'SELECT 2']],
  [
    'dollar quotes',
    'DO $$ a; $b$ ; $$; SELECT $x$ ; $$ ; $x$;',
    ['DO $$ a; $b$ ; $$', 'SELECT $x$ ; $$ ; $x$'],
  ],
  ['dollars in names and parameters', 'SELECT a$b$, $1; SELECT 2$$', ['SELECT a$b$, $1', 'SELECT 2$$']],
  [
    'non-ASCII letters',
    'DO $é$ ; $é$; SELECT größe$a$; SELECT 3',
    ['DO $é$ ; $é$', 'SELECT größe$a$', 'SELECT 3'],
  ],
  [
    'a SQL-standard function body',
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3',
    [
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
      'SELECT 3',
    ],
  ],
  [
    'a function body with comments and names of its keywords',
    'CREATE OR REPLACE FUNCTION begin(atomic int) RETURNS int BEGIN /* ; */ ATOMIC SELECT max(begin) FROM t; END; SELECT 3',
    [
      'CREATE OR REPLACE FUNCTION begin(atomic int) RETURNS int BEGIN /* ; */ ATOMIC SELECT max(begin) FROM t; END',
      'SELECT 3',
    ],
  ],
  ['names that are keywords of bodies', 'SELECT begin atomic; SELECT 2', ['SELECT begin atomic', 'SELECT 2']],
  ['Windows line endings', '-- a;\r\nSELECT 1;\r\nSELECT\r\n2;\r\n', ['SELECT 1', 'SELECT\r\n2']],
  ['old Macintosh line endings', '-- a;\rSELECT 1;\rSELECT 2', ['SELECT 1', 'SELECT 2']],
  [
    'the actions of a rule',
    'CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a DEFAULT VALUES; NOTIFY b); SELECT 1',
    ['CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a DEFAULT VALUES; NOTIFY b)', 'SELECT 1'],
  ],
  ['a continued escape string', "SELECT E'a'\n '\\'; b'; SELECT 2", ["SELECT E'a'\n '\\'; b'", 'SELECT 2']],
  ['an unterminated string', "SELECT 1; SELECT 'a; b", ['SELECT 1', "SELECT 'a; b"]],
])('%s', (_what, sql, statements) => {
  const found = splitSql(sql)
  expect(found.map(({ text }) => text)).toEqual(statements)
  for (const { text, index } of found) expect(sql.slice(index, index + text.length)).toBe(text)
})

test('splits a long file in linear time', () => {
  const sql = "INSERT INTO one VALUES (1, 'text; more', $$body;$$); -- and so on;\n".repeat(50_000)
  const since = performance.now()
  expect(splitSql(sql)).toHaveLength(50_000)
  expect(performance.now() - since).toBeLessThan(10_000)
})
