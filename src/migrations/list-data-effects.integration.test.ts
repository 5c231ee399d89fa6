import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createMigrationProject } from '../../test/support/sample-migrations.js'
import { createTestDatabases } from '../../test/support/test-databases.js'
import { openStores } from '../stores/open-stores.js'
import type { Stores } from '../stores/stores.js'
import { listDataEffects } from './list-data-effects.js'
import { migrateStores } from './migrate-stores.js'
import { planMigrations } from './plan-migrations.js'

const TABLES = `
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('calm');
CREATE TABLE app.full (id int PRIMARY KEY, mood app.mood, cost numeric(10, 4), label varchar(9));
CREATE TABLE app.child (id int REFERENCES app.full (id));
CREATE TABLE app.parted (id int) PARTITION BY RANGE (id);
CREATE TABLE app.part PARTITION OF app.parted DEFAULT;
CREATE TABLE empty (id int PRIMARY KEY);
CREATE TABLE "Full 2" (id int);
CREATE TABLE par (id int PRIMARY KEY);
CREATE TABLE kid (id int PRIMARY KEY REFERENCES par ON DELETE CASCADE);
CREATE TABLE toy (kid int REFERENCES kid ON DELETE SET NULL, owner int REFERENCES par);
CREATE VIEW everything AS SELECT id FROM app.full;
INSERT INTO app.full VALUES (1, 'calm', 1.5, 'x');
INSERT INTO app.child VALUES (1);
INSERT INTO app.parted VALUES (1);
INSERT INTO "Full 2" VALUES (1);
INSERT INTO par VALUES (1), (2);
INSERT INTO kid VALUES (1);
INSERT INTO toy VALUES (1);
CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS 'DELETE FROM app.full';
CREATE FUNCTION look() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM app.full';
`

test('a plan names what is deleted or changed in PostgreSQL, and nothing of empty and new tables', async () => {
  await using engines = await createTestDatabases()
  await using stores = await openStores(engines.endpoints)
  await using project = await createMigrationProject()
  await project.write('postgres', '0001-tables', TABLES)
  const options = { directories: project.directories, only: ['postgres'] } as const
  // Nothing is in the database yet.
  expect(await readEffects(stores, options)).toEqual({ deletions: [], changes: [] })
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })

  for (const [statements, expected] of [
    ['TRUNCATE empty, "Full 2";', ['empties "Full 2"']],
    ['TRUNCATE app.full CASCADE;', ['empties app.full', 'empties app.child']],
    ['DELETE FROM APP.parted WHERE false;', ['deletes records of APP.parted']],
    ['DELETE FROM everything;', ['deletes records of everything']],
    ['DROP TABLE empty, app.child;', ['deletes app.child, which contains data']],
    ['DROP TABLE app.parted;', ['deletes app.parted, which contains data']],
    ['DROP SCHEMA IF EXISTS none, app CASCADE;', ['deletes the schema app with 3 tables that contain data']],
    ['DROP TYPE app.mood CASCADE;', ['deletes column mood of app."full" and its data']],
    [
      'ALTER TABLE app.full DROP COLUMN mood, DROP none;',
      [
        'deletes column mood of app.full and its data',
        'fails: column "none" of relation "full" does not exist',
      ],
    ],
    ['SET search_path TO app; DELETE FROM child;', ['deletes records of child']],
    ['DELETE FROM missing;', ['fails: there is no table or view missing']],
    ['DROP TABLE IF EXISTS missing CASCADE;', []],
    ['DO $$ BEGIN NULL; END $$;', ['runs code that may change data']],
    ['SELECT purge();', ['runs code that may change data']],
    [
      "CREATE EXTENSION dblink; SELECT dblink_exec('', 'DELETE FROM app.full');",
      ['runs code that may change data'],
    ],
    ["CREATE EXTENSION dblink; INSERT INTO empty (id) VALUES (length('x'));", []],
    ['CREATE EXTENSION dblink; SELECT now(), random(), gen_random_uuid();', []],
    ["SELECT pg_switch_wal(), nextval('none'), pg_advisory_lock(1);", ['runs code that may change data']],
    ["SELECT nextval('none'), pg_advisory_lock(1), pg_sleep(0), set_config('a.b', '', true);", []],
    ["SELECT query_to_xml('SELECT purge()', true, true, '');", ['runs code that may change data']],
    ['SELECT look(), count(*), now() FROM app.full;', []],
    [
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM app.full'; SELECT f();",
      ['runs code that may change data'],
    ],
    ['CREATE TABLE fresh AS SELECT 1 AS id; DELETE FROM fresh; DROP TABLE fresh;', []],
    ['DELETE FROM empty; UPDATE empty SET id = 1; DROP TABLE empty CASCADE;', []],
  ] as const) {
    await project.write('postgres', '0002-next', statements)
    const { deletions, changes } = await readEffects(stores, options)
    expect([statements, deletions.map(withoutRows), changes]).toEqual([
      statements,
      expected.map((text) => `postgres/0002-next ${text}`),
      [],
    ])
  }
  await project.write('postgres', '0002-next', 'DELETE FROM par WHERE id = 1;')
  const cascading = await readEffects(stores, options)
  const withoutSizes = (texts: readonly string[]): readonly string[] =>
    texts.map((text) => text.replace('postgres/0002-next ', '').replace(/ \(8192 bytes\)/, ''))
  expect([withoutSizes(cascading.deletions), withoutSizes(cascading.changes)]).toEqual([
    ['deletes records of par', 'deletes records of kid, by the foreign key kid_id_fkey'],
    ['changes records of toy, by the foreign key toy_kid_fkey'],
  ])
  await project.write('postgres', '0002-next', 'DELETE FROM par; DELETE FROM kid;')
  expect(withoutSizes((await readEffects(stores, options)).deletions)).toEqual([
    'deletes records of par',
    'deletes records of kid',
  ])
  for (const [statements, expected] of [
    ['ALTER TABLE app.full ADD COLUMN x int; UPDATE app.full SET x = 1;', ['changes records of app.full']],
    ['ALTER TABLE app.full ALTER label TYPE text, ALTER cost TYPE numeric(10, 4);', []],
    [
      'ALTER TABLE app.full ALTER cost TYPE numeric(10, 2);',
      ['converts column cost of app.full, which can lose data'],
    ],
    [
      'ALTER TABLE app.full ALTER label TYPE varchar(3) USING left(label, 3);',
      ['converts column label of app.full, which can lose data'],
    ],
  ] as const) {
    await project.write('postgres', '0002-next', statements)
    const { deletions, changes } = await readEffects(stores, options)
    expect([statements, deletions, changes.map(withoutRows)]).toEqual([
      statements,
      [],
      expected.map((text) => `postgres/0002-next ${text}`),
    ])
  }
})

const INDIRECT_TABLES = `
CREATE SCHEMA archive;
CREATE TYPE mood AS ENUM ('calm');
CREATE TYPE unused AS ENUM ('calm');
CREATE DOMAIN email AS text;
CREATE COLLATION german FROM "C";
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION purge() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION by_way_of() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN PERFORM purge(); RETURN 1; END $$;
CREATE FUNCTION farther() RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT public.by_way_of(); END;
CREATE FUNCTION dynamic() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN EXECUTE 'SELECT pur' || 'ge()'; RETURN 1; END $$;
CREATE FUNCTION add_one(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + 1';
CREATE AGGREGATE adds(int) (SFUNC = add_one, STYPE = int);
CREATE TABLE empty (id int PRIMARY KEY);
CREATE TABLE empty_parted (id int) PARTITION BY RANGE (id);
CREATE TABLE notes (id int PRIMARY KEY, a text, b text);
CREATE TABLE used (
  id int, mood mood, email email, german text COLLATE german, twice int GENERATED ALWAYS AS (twice(id)) STORED, rows empty[]
);
CREATE VIEW seen AS SELECT id FROM notes;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM seen;
CREATE TABLE log (id int);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NEW.id + 1; RETURN NEW; END $$;
CREATE FUNCTION clear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; RETURN NULL; END $$;
CREATE FUNCTION pass_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO watched VALUES (1); RETURN NULL; END $$;
CREATE FUNCTION dynamic_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE'; RETURN NULL; END $$;
CREATE FUNCTION calling() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM purge(); RETURN NULL; END $$;
CREATE TABLE stamped (id int PRIMARY KEY);
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TABLE watched (id int PRIMARY KEY);
CREATE TRIGGER clear AFTER INSERT ON watched FOR EACH STATEMENT EXECUTE FUNCTION clear();
CREATE TABLE watched_indirectly (id int);
CREATE TRIGGER pass_on AFTER INSERT OR UPDATE OR DELETE ON watched_indirectly EXECUTE FUNCTION pass_on();
CREATE TABLE unknown_code (id int);
CREATE TRIGGER dynamic AFTER INSERT ON unknown_code EXECUTE FUNCTION dynamic_trigger();
CREATE TABLE calls_code (id int);
CREATE TRIGGER calling AFTER INSERT ON calls_code EXECUTE FUNCTION calling();
CREATE TABLE ruled (id int);
CREATE RULE forget AS ON UPDATE TO ruled DO ALSO DELETE FROM notes;
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TRIGGER clear AFTER UPDATE OR DELETE ON child EXECUTE FUNCTION clear();
CREATE VIEW seen_watched AS SELECT * FROM watched;
CREATE TABLE parted (id int) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parted DEFAULT;
CREATE TRIGGER clear AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION clear();
CREATE TABLE off (id int);
CREATE TRIGGER clear AFTER INSERT ON off EXECUTE FUNCTION clear();
ALTER TABLE off DISABLE TRIGGER clear;
INSERT INTO notes VALUES (1, 'a', 'b');
INSERT INTO used (id, mood) VALUES (1, 'calm');
`

/** One or more migrations, and what the last of them deletes. */
const INDIRECT: readonly (readonly [
  statements: string | readonly string[],
  ...expected: readonly string[],
])[] = [
  // Renamed and moved
  [
    'ALTER TABLE notes RENAME TO old; CREATE TABLE notes (id int); INSERT INTO notes SELECT id FROM old; DROP TABLE old;',
    'deletes old (formerly notes), which contains data',
  ],
  [
    ['ALTER TABLE IF EXISTS notes RENAME TO old;', 'DROP TABLE IF EXISTS old;'],
    'deletes old (formerly notes), which contains data',
  ],
  [
    'ALTER TABLE notes RENAME TO x; ALTER TABLE empty RENAME TO notes; ALTER TABLE x RENAME TO empty; TRUNCATE notes, empty;',
    'empties empty (formerly notes)',
  ],
  ['ALTER INDEX notes RENAME TO x; DELETE FROM ONLY (x);', 'deletes records of x (formerly notes)'],
  ['ALTER TABLE U&"notes" RENAME TO x; DROP TABLE IF EXISTS x;', 'deletes x, which contains data'],
  [
    ['DO $$ BEGIN ALTER TABLE notes RENAME TO x; END $$;', 'DROP TABLE IF EXISTS x;'],
    'deletes x, which contains data',
  ],
  [
    'ALTER TABLE notes RENAME COLUMN a TO c; ALTER TABLE notes DROP COLUMN c;',
    'deletes column c of notes and its data',
  ],
  [
    [
      'ALTER TABLE notes RENAME a TO c;',
      'ALTER TABLE notes RENAME c TO d; ALTER TABLE notes DROP IF EXISTS d;',
    ],
    'deletes column d of notes and its data',
  ],
  [
    'ALTER TABLE notes SET SCHEMA archive; DROP TABLE archive.notes;',
    'deletes archive.notes, which contains data',
  ],
  [
    'CREATE SCHEMA s; ALTER TABLE notes SET SCHEMA s; ALTER SCHEMA s RENAME TO t; DROP SCHEMA t CASCADE;',
    'deletes the schema t with 1 table that contains data',
    'deletes counted, which contains data',
  ],
  [
    'ALTER TYPE mood SET SCHEMA archive; DROP SCHEMA archive CASCADE;',
    'deletes what depends on archive, which may be data',
  ],
  ['ALTER TYPE mood RENAME TO m; DROP TYPE m CASCADE;', 'deletes what depends on m, which may be data'],
  [
    "-- Moves\nSET SCHEMA 'archive'; ALTER TABLE notes RENAME TO x; DROP TABLE x;",
    'deletes x (formerly notes), which contains data',
  ],
  ...[
    'CREATE TEMP TABLE notes (id int) ON COMMIT DROP; DROP TABLE notes;',
    'CREATE TEMP TABLE notes (id int); DROP TABLE notes; DROP TABLE notes;',
    'CREATE TEMP TABLE notes (id int); DISCARD TEMP; DROP TABLE notes;',
    'SET search_path TO public, pg_temp; CREATE TEMP TABLE notes (id int); DROP TABLE notes;',
    'CREATE TEMP TABLE notes (id int); DROP TABLE public.notes;',
    'CREATE TEMP TABLE x (id int); ALTER TABLE x RENAME TO y; DROP TABLE notes;',
  ].map(
    (statements) =>
      [
        statements,
        `deletes ${statements.includes('public.') ? 'public.' : ''}notes, which contains data`,
      ] as const,
  ),
  [
    'ALTER MATERIALIZED VIEW counted RENAME TO c; DROP MATERIALIZED VIEW c;',
    'deletes c (formerly counted), which contains data',
  ],
  // By way of another relation
  ['CREATE VIEW v AS SELECT * FROM notes; DELETE FROM v;', 'deletes records of v (with notes: …)'],
  [
    'CREATE VIEW v AS SELECT id FROM empty; CREATE OR REPLACE VIEW v AS SELECT id FROM notes; DELETE FROM v;',
    'deletes records of v (with notes: …)',
  ],
  [
    'ALTER VIEW seen RENAME TO v; CREATE TEMP VIEW v2 AS TABLE v; DELETE FROM v2;',
    'deletes records of v2 (with seen: …)',
  ],
  [
    'ALTER TABLE empty_parted ATTACH PARTITION notes DEFAULT; DROP TABLE empty_parted;',
    'deletes empty_parted, which contains data (with notes: …)',
  ],
  ['CREATE TABLE p (id int); ALTER TABLE notes INHERIT p; TRUNCATE p;', 'empties p (with notes: …)'],
  [
    'CREATE TABLE p (id int PRIMARY KEY); ALTER TABLE notes ADD FOREIGN KEY (id) REFERENCES p ON DELETE CASCADE; DELETE FROM p;',
    'deletes records of p (with notes: …)',
  ],
  ['CREATE FOREIGN TABLE f (id int) SERVER s; DELETE FROM f;', 'deletes records of f'],
  // CASCADE
  ...(
    [
      ['DROP TYPE mood CASCADE;', 'mood'],
      ['DROP DOMAIN email CASCADE;', 'email'],
      ['DROP COLLATION german CASCADE;', 'german'],
      ['DROP FUNCTION IF EXISTS no_such(text, int), twice(int) CASCADE;', 'twice'],
      ['DROP TABLE empty CASCADE;', 'rows'],
    ] as const
  ).map(([statement, column]) => [statement, `deletes column ${column} of used and its data`] as const),
  [
    'ALTER TABLE notes ALTER a TYPE unused USING NULL; DROP TYPE unused CASCADE;',
    'deletes what depends on unused, which may be data',
  ],
  ['DROP VIEW seen CASCADE;', 'deletes counted, which contains data'],
  ['DROP ACCESS METHOD heap CASCADE;', 'deletes what depends on METHOD, which may be data'],
  // Code
  ...[
    'ALTER TABLE notes ADD c int DEFAULT purge();',
    'ALTER TABLE notes ADD CHECK (purge() = 1);',
    'ALTER DOMAIN email ADD CHECK (purge() = 1);',
    'ALTER FUNCTION purge() RENAME TO p; SELECT p();',
    "CREATE FUNCTION p(stable int) RETURNS void LANGUAGE sql AS 'DELETE FROM notes'; SELECT p(1);",
    'SELECT by_way_of();',
    'SELECT farther();',
    'SELECT dynamic();',
    'SELECT adds(id) FROM notes;',
    "CREATE FUNCTION p() RETURNS int LANGUAGE sql STABLE AS 'SELECT ''purge''::regproc::oid::int, purge()'; SELECT p();",
    'CREATE FUNCTION p() RETURNS int STABLE RETURN farther(); SELECT p();',
    "CREATE OR REPLACE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION p() RETURNS int STABLE RETURN twice(1); SELECT p();",
  ].map((statements) => [statements, 'runs code that may change data'] as const),
  // Triggers and rules
  ...[
    'INSERT INTO watched VALUES (1);',
    'WITH x AS (SELECT 1 AS id) INSERT INTO watched SELECT id FROM x;',
    'INSERT INTO seen_watched VALUES (1);',
    'INSERT INTO parted VALUES (1);',
    'ALTER TABLE watched RENAME TO w; INSERT INTO w VALUES (1);',
    'ALTER TABLE off ENABLE TRIGGER ALL; INSERT INTO off VALUES (1);',
    'CREATE TRIGGER t AFTER INSERT ON log EXECUTE FUNCTION clear(); INSERT INTO log VALUES (1);',
    'CREATE TABLE t (id int); CREATE TRIGGER t AFTER INSERT ON t EXECUTE FUNCTION clear(); INSERT INTO t VALUES (1);',
    'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN DELETE FROM notes; RETURN NEW; END $f$; CREATE TRIGGER t AFTER UPDATE OF id OR INSERT ON log EXECUTE PROCEDURE f(); INSERT INTO log VALUES (1);',
    'CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN DELETE FROM notes; RETURN NEW; END $f$; INSERT INTO stamped VALUES (1);',
    'CREATE RULE r AS ON INSERT TO log DO ALSO (DELETE FROM notes; SELECT 1); INSERT INTO log VALUES (1);',
    'DELETE FROM watched_indirectly;',
    'UPDATE parent SET id = 2;',
    'DELETE FROM parent;',
    'UPDATE ruled SET id = 2;',
    ['CREATE TRIGGER t AFTER INSERT ON log EXECUTE FUNCTION clear();', 'INSERT INTO log VALUES (1);'],
  ].map((statements) => [statements, 'deletes records of notes, by the …'] as const),
  ...[
    'INSERT INTO unknown_code VALUES (1);',
    'INSERT INTO calls_code VALUES (1);',
    'CREATE TRIGGER t AFTER INSERT ON log EXECUTE FUNCTION none(); INSERT INTO log VALUES (1);',
  ].map((statements) => [statements, 'runs code that may change data, by the …'] as const),
  [
    [
      'CREATE TABLE t (id int); INSERT INTO t VALUES (1);',
      'CREATE TRIGGER t AFTER DELETE ON log EXECUTE FUNCTION clear(); INSERT INTO log VALUES (1);',
    ],
  ],
  // Harmless
  ...[
    'INSERT INTO stamped VALUES (1); UPDATE stamped SET id = 2; INSERT INTO log VALUES (1);',
    "INSERT INTO users (id, email, password_hash, display_name) VALUES (gen_random_uuid(), 'a@b.example', 'x', 'x'); UPDATE users SET display_name = 'y'; DELETE FROM users;",
    'UPDATE watched SET id = 2; DELETE FROM watched; INSERT INTO ruled VALUES (1); INSERT INTO parent VALUES (1);',
    'INSERT INTO off VALUES (1); ALTER TABLE watched DISABLE TRIGGER USER; INSERT INTO watched VALUES (1);',
    'DROP TRIGGER clear ON watched; INSERT INTO watched VALUES (1); DROP RULE forget ON ruled; UPDATE ruled SET id = 2;',
    'CREATE TRIGGER t AFTER INSERT ON stamped EXECUTE FUNCTION clear(); DROP TABLE stamped; CREATE TABLE stamped (id int); INSERT INTO stamped VALUES (1);',
    "CREATE TABLE t (id int PRIMARY KEY, note int REFERENCES notes); CREATE INDEX ON t (note); COMMENT ON TABLE t IS 'x'; GRANT SELECT ON t TO PUBLIC;",
    'ALTER TABLE notes ADD c text, ADD d int NOT NULL DEFAULT 0, ADD e uuid DEFAULT gen_random_uuid(), ADD CHECK (length(a) < 9);',
    'CREATE TABLE t (a int); ALTER TABLE t RENAME a TO b; ALTER TABLE t DROP b; ALTER TABLE t RENAME TO u; DELETE FROM u; DROP TABLE u CASCADE;',
    'ALTER TABLE notes ADD c text; ALTER TABLE notes RENAME c TO d; ALTER TABLE notes DROP d;',
    'CREATE SCHEMA s; CREATE TABLE s.t (id int); DROP SCHEMA s CASCADE;',
    "CREATE TYPE t AS ENUM ('x'); ALTER TABLE notes ADD c t; DROP TYPE t CASCADE;",
    "CREATE TYPE t AS ENUM ('x'); CREATE TABLE n (c text); ALTER TABLE n ALTER c TYPE t USING c::t; DROP TYPE t CASCADE;",
    'DROP TABLE IF EXISTS t; DROP SCHEMA IF EXISTS s CASCADE; DROP TYPE IF EXISTS t CASCADE; DROP EXTENSION IF EXISTS e CASCADE;',
    'ALTER TABLE notes RENAME TO n; ALTER TABLE n RENAME a TO c; CREATE VIEW notes AS SELECT id, c AS a, b FROM n; DROP VIEW notes CASCADE;',
    'CREATE MATERIALIZED VIEW m AS SELECT * FROM notes; REFRESH MATERIALIZED VIEW m; DROP MATERIALIZED VIEW m;',
    'CREATE TEMP TABLE notes (id int); DELETE FROM notes; TRUNCATE pg_temp.notes; ALTER TABLE notes RENAME TO n; DROP TABLE n;',
    'CREATE TEMPORARY VIEW notes AS SELECT 1 AS a; SELECT 1 AS a INTO TEMP used; UPDATE used SET a = 2; DROP TABLE used;',
    'SELECT * INTO TEMP t FROM notes; DELETE FROM t; DROP TABLE pg_temp.t;',
    'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int); ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES p; TRUNCATE p CASCADE;',
    'ALTER TABLE notes SET SCHEMA archive; ALTER TABLE archive.notes SET SCHEMA public; DROP SCHEMA archive CASCADE;',
    'CREATE FUNCTION p() RETURNS int IMMUTABLE RETURN twice(1) + length(lower(trim($$x$$))); SELECT p(), twice(2);',
    "ALTER TYPE mood ADD VALUE 'sad'; DROP INDEX IF EXISTS i CASCADE; SET lock_timeout = '1s'; ANALYZE notes;",
  ].map((statements) => [statements] as const),
]

test('a plan for up and migrate has none of the checks that only a printed plan shows', async () => {
  await using engines = await createTestDatabases()
  await using stores = await openStores(engines.endpoints)
  await using project = await createMigrationProject()
  const options = { directories: project.directories, only: ['postgres'] } as const
  await project.write('postgres', '0001-tables', 'CREATE TABLE t AS SELECT 1 AS id;')
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  await project.write(
    'postgres',
    '0002-next',
    'CREATE INDEX ON t (id); SELECT FROM WHERE; SELECT 1 FROM missing;',
  )
  const plan = async (effectsOnly: boolean): Promise<number> => {
    const { items } = await planMigrations(stores, { ...options, effectsOnly })
    return items.flatMap(({ steps }) => steps.flatMap(({ warnings }) => warnings)).length
  }
  expect([await plan(false), await plan(true)]).toEqual([3, 0])
})

test('a plan follows renames, views, partitions, CASCADE and triggers in PostgreSQL', async () => {
  await using engines = await createTestDatabases()
  await using stores = await openStores(engines.endpoints)
  await using project = await createMigrationProject()
  await project.write('postgres', '0001-tables', INDIRECT_TABLES)
  const options = { directories: project.directories, only: ['postgres'] } as const
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  const results: (typeof INDIRECT)[number][] = []
  for (const [statements] of INDIRECT) {
    const files = typeof statements === 'string' ? ['SELECT 1;', statements] : statements
    for (const [index, file] of files.entries()) await project.write('postgres', `000${index + 2}-next`, file)
    const { deletions } = await readEffects(stores, options)
    const found = deletions
      .filter((text) => text.startsWith('postgres/0003-next '))
      .map((text) =>
        withoutRows(
          text
            .replace('postgres/0003-next ', '')
            .replace(/: [^)]*\)$/, ': …) ()')
            .replace(/(?: \([^)]*\))?, by the .*$/, ', by the …'),
        ),
      )
    results.push([statements, ...found])
  }
  expect(results).toEqual(INDIRECT)
})

test('a plan names what is deleted or changed in MongoDB and DynamoDB', async () => {
  await using engines = await createTestDatabases()
  await using stores = await openStores(engines.endpoints)
  await using project = await createMigrationProject()
  const options = { directories: project.directories, only: ['mongo', 'dynamodb'] } as const
  const { table } = stores.dynamodb
  const steps = {
    mongo: [
      { name: 'delete', command: { delete: 'notes', deletes: [{ q: {}, limit: 0 }] } },
      { name: 'drop', command: { drop: 'empty' } },
      { name: 'update', command: { update: 'notes', updates: [{ q: {}, u: { $set: { x: 1 } } }] } },
      { name: 'drop all', command: { dropDatabase: 1 } },
    ],
    dynamodb: [
      { name: 'delete', statement: `DELETE FROM "${table}" WHERE PK = 'a' AND SK = 'a'` },
      { name: 'update', statement: `UPDATE "${table}" SET x = 1 WHERE PK = 'a' AND SK = 'a'` },
    ],
  }
  for (const store of ['mongo', 'dynamodb'] as const)
    await project.write(store, '0001-next', JSON.stringify({ up: steps[store] }))
  expect(await readEffects(stores, options)).toEqual({ deletions: [], changes: [] })

  await migrateStores(stores, { only: ['mongo', 'dynamodb'] })
  expect(await readEffects(stores, options)).toEqual({ deletions: [], changes: [] })

  await stores.mongo.db.collection('notes').insertOne({ text: 'x' })
  await stores.dynamodb.client.send(
    new PutItemCommand({ TableName: table, Item: { PK: { S: 'a' }, SK: { S: 'a' } } }),
  )
  const { deletions, changes } = await readEffects(stores, options)
  expect([deletions.map(withoutRows).toSorted(), changes.map(withoutRows).toSorted()]).toEqual([
    [
      `dynamodb/0001-next deletes items of ${table}`,
      'mongo/0001-next deletes all documents',
      'mongo/0001-next deletes documents of notes',
    ],
    [`dynamodb/0001-next changes items of ${table}`, 'mongo/0001-next changes documents of notes'],
  ])
})

async function readEffects(
  stores: Stores,
  options: Parameters<typeof planMigrations>[1],
): Promise<ReturnType<typeof listDataEffects>> {
  const plan = await planMigrations(stores, options)
  expect(plan.problems.filter(({ error }) => error.code !== 'MIGRATION_WOULD_FAIL')).toEqual([])
  const effects = listDataEffects(plan)
  // `up` and `migrate` plan nothing else.
  expect(listDataEffects(await planMigrations(stores, { ...options, effectsOnly: true }))).toEqual(effects)
  return effects
}

function withoutRows(text: string): string {
  return text.replace(/ \([^)]*\)$/, '')
}
