import { expect, test } from 'vitest'
import { findBodyEffects } from './find-body-effects.js'
import { isSafeConversion } from './is-safe-conversion.js'
import { findSqlDataEffects, type SqlDataEffect } from './sql-data-effects.js'

test.each<[string, readonly string[]]>([
  // TRUNCATE
  ['TRUNCATE notes', ['deletes notes']],
  [
    'truncate table only "My Notes", app.families * restart identity',
    ['deletes "My Notes"', 'deletes app.families'],
  ],
  ['TRUNCATE notes CASCADE', ['deletes notes cascade']],
  ['/* DROP TABLE x */ TRUNCATE -- all\n notes', ['deletes notes']],
  // DROP
  [
    'DROP TABLE IF EXISTS e1, public.f1 CASCADE',
    ['deletes e1', 'relation e1', 'deletes public.f1', 'relation public.f1'],
  ],
  ['DROP FOREIGN TABLE f1', []],
  ['DROP MATERIALIZED VIEW totals', ['deletes totals']],
  ['DROP SCHEMA a, "B" CASCADE', ['schema a', 'schema "B"']],
  ['DROP TYPE mood CASCADE', ['type mood']],
  ['DROP DOMAIN IF EXISTS email CASCADE', ['domain email']],
  ['DROP COLLATION german CASCADE', ['collation german']],
  ['DROP FUNCTION f(text, int), g(int) CASCADE', ['function f', 'function g']],
  ['DROP VIEW v CASCADE', ['relation v']],
  ['DROP CAST (text AS mood) CASCADE', ['cast cast']],
  ['DROP ACCESS METHOD columnar CASCADE', ['access METHOD']],
  ['DROP EXTENSION citext', ['extension citext']],
  ['DROP DATABASE other', ['database other']],
  ['DROP INDEX i CASCADE', []],
  ['DROP SCHEMA a', []],
  ['DROP EXTENSION citext CASCADE', ['extension citext']],
  ['DROP TYPE mood', []],
  ['DROP OWNED BY app', ['unknown']],
  ['DROP VIEW totals', []],
  ['DROP INDEX notes_idx', []],
  ['DROP TRIGGER t ON users', []],
  ['DROP FUNCTION f(text)', []],
  // ALTER
  ['ALTER TABLE users DROP COLUMN nick', ['deletes users.nick']],
  ['ALTER TABLE ONLY users DROP nick', ['deletes users.nick']],
  [
    'alter table if exists app.users add column a int default (1, 2), drop column if exists "Nick" cascade, drop b',
    ['deletes app.users.Nick', 'relation app.users', 'deletes app.users.b'],
  ],
  [
    'ALTER TABLE users DROP CONSTRAINT users_key, ALTER nick DROP DEFAULT, ALTER COLUMN nick DROP NOT NULL',
    [],
  ],
  ['ALTER TABLE users ALTER nick TYPE varchar(3) USING left(nick, 3)', ['changes users.nick']],
  [
    'ALTER TABLE users ALTER COLUMN cost SET DATA TYPE numeric(10, 2), ALTER b TYPE bigint',
    ['changes users.cost to numeric ( 10 , 2 )', 'changes users.b to bigint'],
  ],
  ['ALTER TYPE address DROP ATTRIBUTE zip CASCADE', ['type address']],
  ["ALTER TYPE mood ADD VALUE 'calm'", []],
  ['ALTER TABLE users ADD COLUMN nick text', []],
  ['ALTER VIEW v DROP a', ['deletes v.a']],
  ['ALTER TABLE users ADD n int DEFAULT f(1)', ['calls f']],
  ['ALTER TABLE users ADD CONSTRAINT c CHECK (f(n) > 0)', ['calls check, f']],
  ['ALTER TABLE users ALTER n TYPE int USING f(n)', ['calls f', 'changes users.n']],
  ['ALTER TABLE users ALTER n SET DEFAULT f(1)', []],
  ['ALTER DOMAIN email ADD CHECK (f(VALUE))', ['calls check, f']],
  ['ALTER INDEX a RENAME TO b', []],
  // DELETE, UPDATE, MERGE, INSERT
  ['DELETE FROM notes', ['deletes notes']],
  ['delete from only app."No""tes" as n using x where n.id = x.id', ['deletes app."No""tes"']],
  ['DELETE FROM ONLY (notes)', ['deletes notes']],
  ['TRUNCATE ONLY (notes), app.families', ['deletes notes', 'deletes app.families']],
  ['UPDATE users SET nick = NULL', ['changes users']],
  ['UPDATE ONLY app.users u SET update = 1', ['changes app.users']],
  ['INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2', ['changes users']],
  ['INSERT INTO users (id) VALUES (1) ON CONFLICT DO NOTHING', []],
  [
    'MERGE INTO users u USING x ON x.id = u.id WHEN MATCHED AND x.gone THEN DELETE WHEN MATCHED THEN UPDATE SET id = 1',
    ['deletes users', 'changes users'],
  ],
  ['MERGE INTO users u USING x ON x.id = u.id WHEN NOT MATCHED THEN INSERT VALUES (1)', []],
  ['WITH gone AS (DELETE FROM notes RETURNING *) SELECT * FROM gone', ['deletes notes']],
  [
    'WITH a AS MATERIALIZED (SELECT 1), b AS (UPDATE users SET x = 1 RETURNING 1) DELETE FROM notes USING a',
    ['changes users', 'deletes notes'],
  ],
  ['INSERT INTO archive WITH gone AS (DELETE FROM notes RETURNING *) SELECT * FROM gone', ['deletes notes']],
  [
    'WITH RECURSIVE t AS (SELECT 1 AS id UNION ALL SELECT id FROM t) SEARCH DEPTH FIRST BY id SET o DELETE FROM notes',
    ['deletes notes'],
  ],
  ["COPY (DELETE FROM notes RETURNING *) TO '/tmp/x'", ['deletes notes']],
  ['EXPLAIN ANALYZE DELETE FROM notes', ['deletes notes']],
  ['EXPLAIN (ANALYZE, BUFFERS) UPDATE users SET x = 1', ['changes users']],
  ['EXPLAIN DELETE FROM notes', []],
  ['PREPARE p AS DELETE FROM notes', ['deletes notes']],
  ['EXECUTE p', ['unknown']],
  // Code
  ['DO $$ BEGIN DELETE FROM notes; END $$', ['unknown']],
  ['CALL purge()', ['unknown']],
  ["LOAD 'library'", ['unknown']],
  ["COPY notes FROM PROGRAM 'purge'", ['unknown']],
  ['DECLARE c CURSOR FOR SELECT purge()', ['calls purge']],
  ['SELECT app.purge(1), count(*) FROM notes', ['calls purge, count']],
  ['CREATE TABLE x AS SELECT purge()', ['calls purge']],
  ['CREATE TABLE x AS EXECUTE p', ['unknown']],
  // None
  ['SELECT update, "delete" FROM notes FOR UPDATE', []],
  ["SELECT 'DELETE FROM notes'", []],
  ['CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM notes; END', []],
  ['CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DELETE FROM notes $$', []],
  ['CREATE RULE r AS ON DELETE TO notes DO INSTEAD UPDATE notes SET gone = true', []],
  ['CREATE TRIGGER t BEFORE UPDATE OR DELETE ON notes FOR EACH ROW EXECUTE FUNCTION f()', []],
  ['CREATE VIEW v AS SELECT purge()', []],
  ['CREATE TABLE n (id int REFERENCES notes (id) ON DELETE CASCADE ON UPDATE CASCADE)', []],
  ['GRANT UPDATE, DELETE, TRUNCATE ON notes TO app', []],
  ["COMMENT ON TABLE notes IS 'DROP TABLE notes'", []],
  ['', []],
])('%j deletes or changes %j', (statement, expected) => {
  const found = findSqlDataEffects(statement).filter(
    ({ kind }) =>
      kind !== 'fires' && (kind !== 'functions' || expected.some((text) => text.startsWith('calls'))),
  )
  expect(found.map(toText)).toEqual(expected)
})

function toText(effect: SqlDataEffect): string {
  if (effect.kind === 'unknown') return 'unknown'
  if (effect.kind === 'functions') return `calls ${effect.names.join(', ')}`
  if (effect.kind === 'fires') return `${effect.event} of ${effect.name}`
  if (effect.kind === 'dependents') return `${effect.object} ${effect.name}`
  const { effect: kind, name, column, type, cascade } = effect
  return [
    `${kind} ${name}${column === undefined ? '' : `.${column}`}`,
    ...(cascade === true ? ['cascade'] : []),
    ...(type === undefined ? [] : [`to ${type}`]),
  ].join(' ')
}

test.each([
  ['character varying(255)', 'text', true],
  ['integer', 'int8', true],
  ['bigint', 'integer', true],
  ['text', 'varchar ( 3 )', false],
  ['character varying(9)', 'varchar(3)', false],
  ['character varying(3)', 'varchar(9)', true],
  ['character varying(3)', 'varchar', true],
  ['character varying', 'varchar(9)', false],
  ['date', 'timestamp', true],
  ['timestamp without time zone', 'timestamptz', false],
  ['timestamp with time zone', 'timestamp', false],
  ['timestamp with time zone', 'timestamptz', true],
  ['numeric(10,2)', 'numeric ( 10 , 2 )', true],
  ['numeric(10,4)', 'numeric ( 10 , 2 )', false],
  ['numeric', 'integer', false],
  ['double precision', 'real', false],
  ['bigint', 'double precision', false],
  ['timestamp with time zone', 'date', false],
  ['timestamp with time zone', 'timestamp ( 0 ) with time zone', false],
  ['json', 'jsonb', false],
])('a conversion from %s to %s keeps all values: %s', (from, to, isSafe) => {
  expect(isSafeConversion(from, to)).toBe(isSafe)
})

test.each([
  ['INSERT INTO notes VALUES (1)', ['insert of notes']],
  ['INSERT INTO notes VALUES (1) ON CONFLICT DO UPDATE SET a = 1', ['update of notes', 'insert of notes']],
  ['COPY app.notes (a) FROM STDIN', ['insert of app.notes']],
  ['COPY notes TO STDOUT', []],
  ['COPY (DELETE FROM notes RETURNING a) TO STDOUT', ['delete of notes']],
  [
    'WITH d AS (DELETE FROM notes RETURNING *) INSERT INTO old SELECT * FROM d',
    ['delete of notes', 'insert of old'],
  ],
  ['MERGE INTO notes USING x ON true WHEN NOT MATCHED THEN INSERT VALUES (1)', ['insert of notes']],
  ['TRUNCATE notes, "Old"', ['truncate of notes', 'truncate of "Old"']],
  ['SELECT * FROM notes FOR UPDATE', []],
])('the triggers that a statement runs are found: %s', (statement, expected) => {
  expect(
    findSqlDataEffects(statement)
      .filter(({ kind }) => kind === 'fires')
      .map(toText),
  ).toEqual(expected)
})

test.each([
  ["BEGIN NEW.a := now(); IF TG_OP = 'DELETE' THEN RAISE 'no delete from x'; END IF; RETURN NEW; END", []],
  ['BEGIN -- DELETE FROM notes;\n PERFORM 1 FROM notes FOR UPDATE; RETURN OLD; END', []],
  ['BEGIN DELETE FROM notes; RETURN NEW; END', ['deletes notes']],
  ['BEGIN IF a THEN TRUNCATE notes; ELSE UPDATE x SET a = 1; END IF; END', ['deletes notes', 'changes x']],
  [
    'DECLARE r record; BEGIN FOR r IN DELETE FROM notes RETURNING * LOOP NULL; END LOOP; END',
    ['deletes notes'],
  ],
  [
    'BEGIN RETURN QUERY UPDATE notes SET a = CASE WHEN b THEN 1 ELSE 2 END RETURNING *; END',
    ['changes notes'],
  ],
  [
    'BEGIN INSERT INTO notes SELECT CASE WHEN b THEN 1 END ON CONFLICT DO UPDATE SET a = 1; END',
    ['changes notes'],
  ],
  ['BEGIN NULL; EXCEPTION WHEN others THEN WITH x AS (DELETE FROM notes) SELECT 1; END', ['deletes notes']],
  ["BEGIN EXECUTE 'DELETE'; END", ['unknown']],
  ["BEGIN FOR r IN EXECUTE 'DELETE' LOOP NULL; END LOOP; END", ['unknown']],
  ['BEGIN CALL purge(); END', ['unknown']],
  ['(DELETE FROM notes; UPDATE x SET a = 1)', ['deletes notes', 'changes x']],
  ['ALSO DELETE FROM notes', ['deletes notes']],
])('the effects of the body of a trigger are found: %s', (body, expected) => {
  const effects = findBodyEffects(body).filter(({ kind }) => kind !== 'fires' && kind !== 'functions')
  expect(effects.map(toText)).toEqual(expected)
})
