import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import pg from 'pg'
import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { readDirectory } from '../../../../test/support/read-directory.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { postgresSnapshot } from './postgres-snapshot.js'

const run = promisify(execFile)
const OPTIONS = { signal: new AbortController().signal, onProgress: () => {} }

/** Every kind of object and value that a user's own schema may have, in an order of creation that sorting by kind would break. */
const OWN_SCHEMA = `
  CREATE SCHEMA "Own ""schema";
  SET search_path = "Own ""schema", public;
  CREATE EXTENSION IF NOT EXISTS plpgsql;
  CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
  CREATE DOMAIN email AS text COLLATE "C" DEFAULT 'a@b' NOT NULL CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
  CREATE TYPE point3 AS (x int, y numeric(10, 2), label varchar(5));
  CREATE TYPE floatrange AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
  CREATE SEQUENCE codes START 100 INCREMENT 5 MAXVALUE 1000 CYCLE;
  SELECT nextval('codes'), nextval('codes');
  CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT 'C' || nextval('"Own ""schema".codes') $$;
  CREATE TABLE "odd.Table/name" (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 7) PRIMARY KEY,
    "select" text DEFAULT next_code(), feeling mood, mail email, place point3, places point3[],
    span floatrange, amount numeric(30, 10), whole int DEFAULT 1 NOT NULL CHECK (whole > 0),
    doubled int GENERATED ALWAYS AS (whole * 2) STORED, bytes bytea, at timestamptz, day date, length interval,
    tree jsonb, bits bit varying(9), address inet, names text[], ratio float8, unicode text, dropped int,
    UNIQUE ("select"), EXCLUDE USING gist (span WITH &&)
  ) WITH (fillfactor = 70);
  ALTER TABLE "odd.Table/name" DROP COLUMN dropped;
  INSERT INTO "odd.Table/name" (feeling, mail, place, places, span, amount, bytes, at, day, length, tree, bits, address, names, ratio, unicode)
  VALUES ('it''s ok', 'x@y', '(1,2.50,"a,""b")', ARRAY['(1,2,c)'::point3, NULL], '[1,2)', 12345678901234567890.0123456789, '\\x00ff0a22',
    '2024-02-29 23:59:59.123456+05:30', '4000-01-01 BC', '1 year -3 days 04:05:06.789', '{"a": [1.10, null, "\\u00e9"]}', B'10101',
    '::1/64', ARRAY['', NULL, 'NULL', 'a,"b\\c' || chr(10)], 'NaN', E'line\\r\\nbreak\\t"quoted", 🎉 \\\\.'),
  (NULL, 'a@b', NULL, '{}', NULL, 'NaN', '', 'infinity', '-infinity', '0', 'null', '', '10.0.0.0/8', '{}', 1e-300, ''),
  (NULL, 'a@b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '-Infinity', '\\.');
  COMMENT ON TABLE "odd.Table/name" IS 'a table''s comment';
  COMMENT ON COLUMN "odd.Table/name".whole IS 'a column';
  COMMENT ON TYPE mood IS 'an enum';
  CREATE INDEX lower_idx ON "odd.Table/name" (lower("select") DESC NULLS LAST) INCLUDE (whole) WHERE whole > 0;
  CREATE TABLE single (value text);
  INSERT INTO single VALUES (NULL), (''), ('\\.'), ('x');
  CREATE TABLE child (parent bigint REFERENCES "odd.Table/name" ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, serial serial);
  INSERT INTO child (parent) SELECT id FROM "odd.Table/name";
  SET CONSTRAINTS ALL IMMEDIATE;
  CREATE TABLE measured (at date NOT NULL, value int, PRIMARY KEY (at)) PARTITION BY RANGE (at);
  CREATE TABLE measured_2024 PARTITION OF measured FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE TABLE measured_rest PARTITION OF measured DEFAULT;
  CREATE INDEX measured_value_idx ON measured (value);
  INSERT INTO measured VALUES ('2024-05-05', 1), ('2020-01-01', 2);
  CREATE TABLE base (a int CHECK (a > 0));
  CREATE TABLE derived (b int) INHERITS (base);
  INSERT INTO base VALUES (1); INSERT INTO derived VALUES (2, 3);
  CREATE VIEW whole_view AS SELECT id, whole, row(child.*)::text AS child FROM "odd.Table/name" t JOIN child ON child.parent = t.id;
  CREATE MATERIALIZED VIEW totals AS SELECT sum(whole) AS total FROM whole_view;
  CREATE UNIQUE INDEX totals_idx ON totals (total);
  CREATE MATERIALIZED VIEW empty_totals AS SELECT * FROM totals WITH NO DATA;
  CREATE FUNCTION rows_of(child) RETURNS SETOF whole_view LANGUAGE sql STABLE AS $$ SELECT * FROM "Own ""schema".whole_view $$;
  CREATE FUNCTION atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM child; END;
  CREATE PROCEDURE nothing() LANGUAGE plpgsql AS $body$ BEGIN -- a comment
  END $body$;
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
  CREATE TRIGGER refuse_all BEFORE INSERT OR UPDATE ON "odd.Table/name" FOR EACH ROW EXECUTE FUNCTION refuse();
  CREATE TRIGGER disabled AFTER DELETE ON single FOR EACH STATEMENT EXECUTE FUNCTION refuse();
  ALTER TABLE single DISABLE TRIGGER disabled;
  COMMENT ON TRIGGER disabled ON single IS 'a trigger';
  CREATE RULE quiet AS ON DELETE TO single DO INSTEAD NOTHING;
  ALTER TABLE child ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON child FOR SELECT TO PUBLIC USING (parent > 0);
  CREATE STATISTICS dependent (dependencies) ON parent, serial FROM child;
  ALTER TABLE single REPLICA IDENTITY FULL;
  GRANT SELECT ON child TO pg_monitor;
  REVOKE ALL ON FUNCTION next_code() FROM PUBLIC;
  CREATE TABLE public.plain AS SELECT 1 AS a;
`

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

test('restores a schema with every kind of object, over another one, and twice', async () => {
  await using source = await createTestDatabases()
  await using target = await createTestDatabases()
  const [from, to] = [source.endpoints.postgres, target.endpoints.postgres]
  await execute(from.url, OWN_SCHEMA)
  const [saved, again] = [await createTemporaryDirectory('pg-'), await createTemporaryDirectory('pg-')]
  const part = await postgresSnapshot.save(from, saved, OPTIONS)
  expect(part.tables).toContainEqual({ name: 'Own "schema.odd.Table/name', records: 3 })
  expect(part.records).toBe(15)

  await execute(
    to.url,
    `CREATE SCHEMA other; CREATE TABLE other.t (a int); CREATE TYPE public.gone AS ENUM ('x');
    CREATE TABLE public.plain (b public.gone); CREATE FUNCTION public.f(public.plain) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  )
  await postgresSnapshot.restore(to, saved, OPTIONS)
  const restored = await postgresSnapshot.restore(to, saved, OPTIONS)
  expect(restored.tables).toEqual(part.tables)
  await postgresSnapshot.save(to, again, OPTIONS)
  expect(await readDirectory(again)).toEqual(await readDirectory(saved))

  if (!canTestWithProgram('psql', '--version')) return
  await using loaded = await createTestDatabases()
  const { url } = loaded.endpoints.postgres
  await run('psql', ['--no-psqlrc', '--quiet', '-f', 'load.sql', url], { cwd: saved })
  const byPsql = await createTemporaryDirectory('pg-')
  await postgresSnapshot.save({ url }, byPsql, OPTIONS)
  expect(await readDirectory(byPsql)).toEqual(await readDirectory(saved))
})

test('reads NULL, empty text and line breaks, and identifies rows by their keys', async () => {
  await using source = await createTestDatabases()
  await execute(
    source.endpoints.postgres.url,
    `CREATE TABLE t (b text, a int, PRIMARY KEY (a)); INSERT INTO t VALUES (E'x,"\\n', 1), ('', 2), (NULL, 3);
     CREATE TABLE u (v text); INSERT INTO u VALUES (NULL), ('')`,
  )
  const directory = await createTemporaryDirectory('pg-')
  await postgresSnapshot.save(source.endpoints.postgres, directory, OPTIONS)
  const records = []
  for await (const { kind, id, fields } of postgresSnapshot.read(directory, BUNDLED_ENTITIES))
    records.push([kind, id, ...fields.values()])
  expect(records).toEqual([
    ['t', '1', '"x,\\"\\n"', '"1"'],
    ['t', '2', '""', '"2"'],
    ['t', '3', 'NULL', '"3"'],
    ['u', '[null]', 'NULL'],
    ['u', '[""]', '""'],
  ])
})

test('rejects what it cannot describe, and stops when it is interrupted', async () => {
  await using source = await createTestDatabases()
  const { url } = source.endpoints.postgres
  await execute(url, `CREATE AGGREGATE own_sum (int) (SFUNC = int4pl, STYPE = int)`)
  const directory = await createTemporaryDirectory('pg-')
  await expect(postgresSnapshot.save({ url }, directory, OPTIONS)).rejects.toMatchObject({
    code: 'PORTABLE_SNAPSHOT_UNSUPPORTED',
    message: expect.stringContaining('own_sum'),
  })
  const signal = AbortSignal.abort(new Error('interrupted'))
  await expect(postgresSnapshot.save({ url }, directory, { ...OPTIONS, signal })).rejects.toThrow(
    'interrupted',
  )
})
