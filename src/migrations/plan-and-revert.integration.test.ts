import { CreateTableCommand, DeleteTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js'
import {
  createMigrationProject,
  type MigrationProject,
  SAMPLES,
} from '../../test/support/sample-migrations.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { STORE_NAMES } from '../core/store-name.js'
import { createMigrationStores } from '../stores/create-migration-stores.js'
import { openStores } from '../stores/open-stores.js'
import type { Stores } from '../stores/stores.js'
import { listOwnTables } from '../stores/dynamodb/own-tables/list-own-tables.js'
import { baselineStores } from './baseline-stores.js'
import { migrateStores } from './migrate-stores.js'
import { listMigrationStatuses } from './list-migration-statuses.js'
import { planMigrations } from './plan-migrations.js'
import { listRepairs, repairStores } from './repair-stores.js'
import { revertStores } from './revert-stores.js'

let engines: TestDatabases
let stores: Stores & AsyncDisposable
let project: MigrationProject

beforeEach(async () => {
  engines = await createTestDatabases()
  stores = await openStores(engines.endpoints)
  project = await createMigrationProject()
})

afterEach(async () => {
  await stores[Symbol.asyncDispose]()
  await engines[Symbol.asyncDispose]()
  await project[Symbol.asyncDispose]()
})

test('a plan lists every step with its request, and writes nothing', async () => {
  const options = { directories: project.directories }
  const fresh = await planMigrations(stores, options)
  expect(fresh.problems).toEqual([])
  expect(new Set(fresh.items.map(({ store }) => store))).toEqual(new Set(STORE_NAMES))
  expect(fresh.items[0]?.steps[0]?.text).toMatch(/CREATE/)
  expect(await listObjects()).toEqual({ rows: [], tables: [], collections: [] })

  await migrateStores(stores, options)
  for (const store of STORE_NAMES) await project.write(store, '0001-one', SAMPLES[store].create(1))
  const before = await listObjects()
  const writes = await countWrittenRows()
  const { items: pending } = await planMigrations(stores, options)
  expect(pending.map(({ store, id }) => `${store}/${id}`)).toEqual(
    STORE_NAMES.map((store) => `${store}/0001-one`),
  )
  expect(await listObjects()).toEqual(before)
  expect(await countWrittenRows()).toBe(writes)
})

test('a plan warns about locks, rewrites and data loss', async () => {
  await migrateStores(stores)
  await stores.postgres.pool.query(
    "INSERT INTO users (id, email, password_hash, display_name) SELECT gen_random_uuid(), n || '@x.example', 'x', 'x' FROM generate_series(1, 10) n",
  )
  await stores.postgres.pool.query("ALTER TABLE users ADD CONSTRAINT later CHECK (email <> 'a') NOT VALID")
  await project.write(
    'postgres',
    '0001-heavy',
    [
      'CREATE INDEX heavy_idx ON users (created_at);',
      'ALTER TABLE users ALTER COLUMN version TYPE bigint;',
      'CREATE UNIQUE INDEX one_idx ON users (created_at);',
      'ALTER TABLE users ADD CONSTRAINT one UNIQUE (created_at);',
      'DROP INDEX users_family_id_idx;',
      'ALTER TABLE users VALIDATE CONSTRAINT later;',
      'DROP TABLE users CASCADE;',
    ].join('\n'),
  )
  const { items: pending } = await planMigrations(stores, { directories: project.directories })
  const warnings = pending.flatMap(({ steps }) =>
    steps.map((step) => step.warnings.map(({ text }) => text).join(' ')),
  )
  expect(warnings[0]).toMatch(/CONCURRENTLY/)
  expect(warnings[0]).not.toMatch(/fails/)
  expect(warnings[1]).toMatch(/rewrit/)
  for (const unique of [warnings[2], warnings[3]])
    expect(unique).toMatch(/blocks.*fails if users \(.*\) contains duplicate keys/)
  expect(warnings[4]).toMatch(
    /^queries of users \(.*\) can no longer use users_family_id_idx; blocks reads and /,
  )
  // An earlier statement changes the table, whose rows are therefore not read.
  expect(warnings[5]).toMatch(/^scans users \(.*\) while it can be written, and fails if a row violates the /)
  expect(warnings[6]).toMatch(/10 rows|data|loses/)
})

const CHANGE_VALIDATOR = {
  name: 'validate',
  setValidator: { collection: 'shops', validator: { name: { $type: 'string' } } },
}

test('the embedded engine changes the validator of an empty collection, which keeps its options and indexes', async () => {
  const { db } = stores.mongo
  const validationLevel = 'moderate'
  await db.createCollection('shops', { validator: { old: 1 }, validationLevel })
  await db.collection('shops').createIndex({ name: 1 }, { name: 'by_name', unique: true })
  // Left by a run that was interrupted.
  await db.createCollection('homemanager_new_shops')
  await writeMongoSteps(CHANGE_VALIDATOR)
  const options = { directories: project.directories, only: ['mongo' as const] }
  expect((await planMigrations(stores, options)).problems).toEqual([])
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  expect(await db.listCollections({ name: /shops/ }).toArray()).toMatchObject([
    { name: 'shops', options: { validator: CHANGE_VALIDATOR.setValidator.validator, validationLevel } },
  ])
  expect(await db.collection('shops').indexes()).toMatchObject([{}, { name: 'by_name', unique: true }])
  await expect(db.collection('shops').insertOne({ name: 1 })).rejects.toThrow('validation')
})

test('the embedded engine does not create the collection whose validator is to be changed', async () => {
  for (const validator of [CHANGE_VALIDATOR.setValidator.validator, {}]) {
    await writeMongoSteps({ name: 'validate', setValidator: { collection: 'shops', validator } })
    const { items } = await migrateStores(stores, { directories: project.directories, only: ['mongo'] })
    expect(items.at(-1)?.error).toMatchObject({
      code: 'MIGRATION_STEP_FAILED',
      message: expect.stringContaining('shops cannot be set: the collection does not exist'),
    })
  }
})

test.each([
  ['the validator of a collection with documents', CHANGE_VALIDATOR, /validator of shops cannot be changed/],
  ['a command', { name: 'cap', command: { convertToCapped: 'shops', size: 4096 } }, /convertToCapped/],
])(
  'refuses what the embedded engine does not support before anything is run: %s',
  async (_what, step, message) => {
    await stores.mongo.db.collection<{ _id: number }>('shops').insertOne({ _id: 1 })
    await writeMongoSteps(
      { name: 'first', createCollection: { collection: 'first' } },
      { name: 'read', command: { find: 'shops' } },
      { name: 'count', command: { count: 'shops' } },
      { name: 'empty another', command: { delete: 'others', deletes: [{ q: {}, limit: 0 }] } },
      step,
    )
    const options = { directories: project.directories, only: ['mongo' as const] }
    const error = {
      code: 'MIGRATION_UNSUPPORTED',
      message: expect.stringMatching(message),
      suggestion: expect.stringMatching(/provider: docker/),
    }
    expect((await planMigrations(stores, options)).problems).toMatchObject([{ store: 'mongo', error }])
    expect(await migrateStores(stores, options)).toMatchObject({ ok: false, problems: [{ error }] })
    expect(await stores.mongo.db.listCollections({ name: 'first' }).toArray()).toEqual([])

    await writeMongoSteps(
      { name: 'empty', dropCollection: { collection: 'shops' } },
      { name: 'create', createCollection: { collection: 'shops' } },
      CHANGE_VALIDATOR,
    )
    expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  },
)

test('a plan warns that a table is rewritten as PostgreSQL rewrites it, and of columns that fail', async () => {
  const { pool } = stores.postgres
  await migrateStores(stores)
  await project.write('postgres', '0001-table', 'SELECT 1;')
  const wrong: unknown[] = []
  for (const [from, value, ...types] of CONVERSIONS)
    for (const type of types) {
      await pool.query(
        `DROP TABLE IF EXISTS t; CREATE TABLE t (c ${from}); INSERT INTO t VALUES ('${value}')`,
      )
      const statement = `ALTER TABLE t ALTER COLUMN c SET DATA TYPE ${type}`
      await project.write('postgres', '0002-convert', statement)
      const { items } = await planMigrations(stores, { directories: project.directories, only: ['postgres'] })
      const texts = items.at(-1)?.steps.flatMap(({ warnings }) => warnings.map(({ text }) => text)) ?? []
      const warned = texts.some((text) => text.startsWith('may rewrite t ('))
      const read = async (): Promise<unknown> =>
        (await pool.query("SELECT relfilenode FROM pg_class WHERE oid = 't'::regclass")).rows[0]
      const before = await read()
      await pool.query(statement)
      const rewritten = JSON.stringify(before) !== JSON.stringify(await read())
      if (warned !== rewritten) wrong.push({ from, type, warned, rewritten })
    }
  expect(wrong).toEqual([])

  await pool.query(
    `DROP TABLE t; CREATE TABLE t (a int, b int, "C" int); INSERT INTO t VALUES (NULL, 1, NULL);
     CREATE TABLE few (a int) PARTITION BY RANGE (a); CREATE TABLE few_1 PARTITION OF few DEFAULT; INSERT INTO few VALUES (NULL);
     CREATE TABLE many (a int, b text) PARTITION BY RANGE (a); CREATE TABLE many_1 PARTITION OF many DEFAULT;
     INSERT INTO many SELECT NULL, repeat('x', 1900) FROM generate_series(1, 5000);
     CREATE TABLE "Ref" (a int PRIMARY KEY); CREATE TABLE checked (a int, b int); INSERT INTO checked VALUES (1, 7), (NULL, NULL);
     ALTER TABLE checked ADD CONSTRAINT small CHECK (b < 5) NOT VALID, ADD CONSTRAINT fine CHECK (a > 0) NOT VALID,
       ADD CONSTRAINT refers FOREIGN KEY (b) REFERENCES "Ref" NOT VALID`,
  )
  const found: (readonly [string, ...string[]])[] = []
  for (const [statement] of [...COLUMNS, ...SYNTAX, ...NAMES]) {
    await project.write('postgres', '0002-convert', statement)
    const { items, problems } = await planMigrations(stores, {
      directories: project.directories,
      only: ['postgres'],
    })
    const texts = items.at(-1)?.steps.flatMap(({ warnings }) => warnings.map(({ text }) => text)) ?? []
    const failures = texts.filter((text) => text.startsWith('fails') && !text.endsWith('duplicate keys'))
    found.push([statement, ...failures])
    expect(problems).toMatchObject(
      failures
        .filter((text) => text.startsWith('fails:'))
        .slice(0, 1)
        .map((text) => ({
          store: 'postgres',
          error: { code: 'MIGRATION_WOULD_FAIL', message: `The migration postgres/0002-convert ${text}.` },
        })),
    )
  }
  expect(found).toEqual([...COLUMNS, ...SYNTAX, ...NAMES])

  // As PostgreSQL does.
  const failing: string[] = []
  for (const [statement] of NAMES) {
    const code = await pool.query(`BEGIN; ${statement}`).then(
      () => '',
      (error: unknown) => (error as { readonly code?: string }).code ?? '',
    )
    await pool.query('ROLLBACK')
    if (['42703', '42P01', '42704'].includes(code)) failing.push(statement)
  }
  expect(failing).toEqual(
    NAMES.filter(([, failure]) => failure !== undefined).map(([statement]) => statement),
  )
})

/** A type, a value of it, and the types that it is converted to. */
const CONVERSIONS = [
  ['varchar(5)', 'a', 'varchar(5)', 'varchar(9)', 'varchar(3)', 'varchar', 'text', 'char(5)'],
  ['text', 'a', 'varchar', 'character varying', 'varchar(9)', 'char(9)'],
  ['char(3)', 'a', 'char(5)', 'text', 'varchar(3)'],
  ['numeric(8,2)', '1.5', 'numeric(9, 2)', 'decimal(8,2)', 'numeric', 'numeric(9,3)', 'numeric(7,2)'],
  ['int', '1', 'bigint', 'integer', 'int4', 'numeric'],
  ['cidr', '10.0.0.0/8', 'inet'],
  ['inet', '10.0.0.0/8', 'cidr'],
  ['timestamp(3)', '2024-01-01', 'timestamp(6)', 'timestamp', 'timestamp(0)', 'date'],
  ['timestamptz(3)', '2024-01-01', 'timestamp(3) with time zone', 'timestamptz', 'timestamptz(1)'],
  ['time(0)', '10:00', 'time(3)', 'time'],
  ['interval(0)', '1 h', 'interval(3)', 'interval'],
  ['varbit(3)', '1', 'varbit(5)', 'varbit', 'varbit(2)'],
] as const

const REQUIRED = 'is NOT NULL and has no default'
const COLUMNS: readonly (readonly [string, ...string[]])[] = [
  ['ALTER TABLE t ADD d int NOT NULL;', `fails: t has rows (8192 bytes): the new column d ${REQUIRED}`],
  [
    'DELETE FROM t; ALTER TABLE t ADD d int NOT NULL;',
    `fails if t has a row (8192 bytes): the new column d ${REQUIRED}`,
  ],
  [
    'ALTER TABLE t ADD COLUMN d int, ADD IF NOT EXISTS e text PRIMARY KEY;',
    `fails if t has a row (8192 bytes): the new column e ${REQUIRED}`,
  ],
  [
    'ALTER TABLE t ADD d int NOT NULL DEFAULT 1, ADD e serial NOT NULL, ADD f int CHECK (f IS NOT NULL OR a = 1);',
  ],
  ['ALTER TABLE t ADD d int GENERATED ALWAYS AS IDENTITY NOT NULL, ADD CONSTRAINT x CHECK (b IS NOT NULL);'],
  ['CREATE TABLE u (a int); ALTER TABLE u ADD d int NOT NULL;'],
  ['ALTER TABLE t ALTER a SET NOT NULL, ALTER b SET NOT NULL;', 'fails: a of t is NULL in some rows'],
  ['ALTER TABLE t ALTER COLUMN "C" SET NOT NULL;', 'fails: C of t is NULL in some rows'],
  ['ALTER TABLE few ALTER a SET NOT NULL;', 'fails: a of few is NULL in some rows'],
  // A table of this size is not read.
  ['ALTER TABLE many ALTER a SET NOT NULL;'],
  ['UPDATE t SET a = 1; ALTER TABLE t ALTER a SET NOT NULL;'],
  [
    'ALTER TABLE checked VALIDATE CONSTRAINT small;',
    'fails: some rows of checked violate the constraint small',
  ],
  [
    'ALTER TABLE checked VALIDATE CONSTRAINT fine, VALIDATE CONSTRAINT refers;',
    'fails: some rows of checked violate the constraint refers',
  ],
  ['INSERT INTO "Ref" VALUES (7); ALTER TABLE checked VALIDATE CONSTRAINT refers;'],
  ['DELETE FROM checked; ALTER TABLE checked VALIDATE CONSTRAINT small;'],
  [
    'ALTER TABLE checked DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (b < 9) NOT VALID; ALTER TABLE checked VALIDATE CONSTRAINT small;',
  ],
  [
    'ALTER TABLE checked ADD CHECK (checked.b < 5), ADD CONSTRAINT c CHECK (b > 5);',
    'fails: some rows of checked violate CHECK (checked.b < 5)',
  ],
  ['ALTER TABLE checked ADD CHECK (b < 5) NOT VALID, ADD c int, ADD CHECK (c > 0);'],
  ['ALTER TABLE checked ALTER b TYPE numeric USING 1, ADD CHECK (b < 5);'],
  ['ALTER TABLE checked ADD CHECK (b + random() < 5);'],
  ['DROP INDEX "Ref_pkey" CASCADE;', 'fails: the constraint Ref_pkey of "Ref" requires the index "Ref_pkey"'],
  ['ALTER TABLE "Ref" DROP CONSTRAINT "Ref_pkey" CASCADE; DROP INDEX IF EXISTS "Ref_pkey";'],
  ['DROP TABLE tt;', 'fails: there is no table or view tt'],
  ['DO $$ BEGIN END $$; DROP TABLE tt;'],
]

const SYNTAX: readonly (readonly [string, ...string[]])[] = [
  ['ALTER TABLE t ADD COLUMN ;', 'fails: syntax error at end of input'],
  ['CREATE TABLE v (a int,);', 'fails: syntax error at or near ")"'],
  [
    'COMMENT ON TABLE t IS $$a$$; CREATE INDEX ON t USING (a); UPDATE t SET a 1;',
    'fails: syntax error at or near "("',
    'fails: syntax error at or near "1"',
  ],
  ["SELECT 'open", 'fails: unterminated quoted string'],
  ['SELECT $$ open', 'fails: unterminated dollar-quoted string'],
  ['SELECT 1; /* open', 'fails: unterminated /* comment'],
  ['SELECT * FORM t;', 'fails: syntax error at or near "FORM"'],
  ['-- a comment\nCREATE TABLE v (a int', 'fails: syntax error at end of input'],
  ['CREATE EXTENSION pg_stat_statements; SELECT * FROM pg_stat_statements_info;'],
  ['INSERT INTO no_table VALUES (1);', 'fails: relation "no_table" does not exist'],
  ['ALTER TABLE "No" ADD z int;', 'fails: relation "No" does not exist'],
  ['CREATE UNIQUE INDEX i ON public.no_table (a);', 'fails: relation "no_table" does not exist'],
  ['DROP INDEX no_index;', 'fails: relation "no_index" does not exist'],
  ['INSERT INTO t (no_column) VALUES (1);', 'fails: column "no_column" of relation "t" does not exist'],
  ['SELECT t.z FROM t;', 'fails: column t.z does not exist'],
  ['ALTER TABLE t ALTER z SET NOT NULL;', 'fails: column "z" of relation "t" does not exist'],
  ['CREATE TABLE v (z int); CREATE INDEX i ON v (z); DROP INDEX i; INSERT INTO v (z) SELECT z FROM v;'],
  ['CREATE SEQUENCE s; ALTER TABLE s OWNER TO CURRENT_USER; ALTER TABLE IF EXISTS no_table ADD z int;'],
  ['CREATE INDEX i ON t (a); ALTER TABLE i RENAME TO j; DROP INDEX j;'],
  [
    "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'dy' || 'n (a int)'; END $$; ALTER TABLE dyn ADD z int; DROP INDEX x;",
  ],
  [
    `CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE ' || 'dy' || 'n (a int)'; END $$;
SELECT make(); INSERT INTO dyn VALUES (1);`,
  ],
  ['CREATE SCHEMA other; SET search_path = other; CREATE TABLE o (a int); INSERT INTO users (a) VALUES (1);'],
  ['ALTER TABLE t RENAME a TO z; INSERT INTO t (z) VALUES (1); ALTER TABLE t ALTER z SET NOT NULL;'],
  ['ALTER TABLE t ADD "a b" int; ALTER TABLE t ALTER "a b" TYPE bigint;'],
  ['ALTER TABLE t ALTER b ADD GENERATED ALWAYS AS IDENTITY;'],
  ['CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2 $$;'],
  ['CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;'],
  ['CREATE RULE r AS ON UPDATE TO t DO ALSO (INSERT INTO t VALUES (1); DELETE FROM t WHERE false);'],
  ['WITH x AS (INSERT INTO t VALUES (2) RETURNING a) SELECT a INTO u FROM x;'],
  ['CREATE TABLE "from" AS SELECT a AS "into", CASE WHEN a = 1 THEN 2 END AS found FROM t -- here'],
  [
    "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING; GRANT SELECT ON t TO PUBLIC; COMMENT ON COLUMN t.a IS ''",
  ],
  ['SELECT 1; SET search_path TO public; DO $$ BEGIN NULL; END $$; CALL p();'],
]

/** With the error of the server, if names that do not exist are the cause. */
const NAMES: readonly (readonly [string, ...string[]])[] = [
  ['CREATE INDEX i ON t (zzz);', 'fails: column "zzz" of relation "t" does not exist'],
  ['CREATE INDEX ON t (a, zzz DESC NULLS LAST);', 'fails: column "zzz" of relation "t" does not exist'],
  [
    'CREATE UNIQUE INDEX IF NOT EXISTS i ON ONLY t USING btree (a) INCLUDE (b, zzz) WITH (fillfactor = 70);',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  ['ALTER TABLE t DROP COLUMN zzz;', 'fails: column "zzz" of relation "t" does not exist'],
  [
    'ALTER TABLE IF EXISTS t DROP a, DROP IF EXISTS yyy, DROP zzz;',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  ['ALTER TABLE t RENAME COLUMN zzz TO y;', 'fails: column "zzz" of relation "t" does not exist'],
  ['ALTER TABLE t RENAME zzz TO y;', 'fails: column "zzz" of relation "t" does not exist'],
  ['ALTER TABLE t ALTER COLUMN zzz SET DEFAULT 3;', 'fails: column "zzz" of relation "t" does not exist'],
  [
    'ALTER TABLE t ALTER zzz TYPE text USING zzz::text;',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  ['ALTER TABLE t ALTER zzz DROP NOT NULL;', 'fails: column "zzz" of relation "t" does not exist'],
  ['ALTER TABLE t ALTER zzz SET STATISTICS 10;', 'fails: column "zzz" of relation "t" does not exist'],
  ['ALTER TABLE t ADD UNIQUE (a, zzz);', 'fails: column "zzz" of relation "t" does not exist'],
  ['ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY (zzz);', 'fails: column "zzz" of relation "t" does not exist'],
  [
    'ALTER TABLE t ADD FOREIGN KEY (zzz) REFERENCES users (id);',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  ['COMMENT ON COLUMN public.t.zzz IS $$x$$;', 'fails: column "zzz" of relation "t" does not exist'],
  [
    'ALTER TABLE t ADD y int; ALTER TABLE t RENAME TO s; ALTER TABLE s ALTER zzz SET DEFAULT 1;',
    'fails: column "zzz" of relation "s" does not exist',
  ],
  [
    'ALTER TABLE t RENAME a TO y; CREATE INDEX ON t (y); CREATE INDEX ON t (a);',
    'fails: column "a" of relation "t" does not exist',
  ],
  [
    'ALTER TABLE t DROP a; COMMENT ON COLUMN t.a IS $$x$$;',
    'fails: column "a" of relation "t" does not exist',
  ],
  ['CREATE INDEX ON t (lower(zzz));', 'fails: column "zzz" does not exist'],
  ['CREATE INDEX ON t ((a + zzz)) WHERE b IS NULL;', 'fails: column "zzz" does not exist'],
  ['CREATE INDEX ON t (a) WHERE zzz IS NULL;', 'fails: column "zzz" does not exist'],
  ['ALTER TABLE t ADD CHECK (a > 0 AND zzz > 0);', 'fails: column "zzz" does not exist'],
  ['ALTER TABLE t ADD y int CHECK (y > 0), ADD z int CHECK (zzz > 0);', 'fails: column "zzz" does not exist'],
  ['ALTER TABLE t ALTER a TYPE text USING zzz::text;', 'fails: column "zzz" does not exist'],
  [
    'ALTER TABLE t ADD y uuid REFERENCES users (zzz);',
    'fails: column "zzz" of relation "users" does not exist',
  ],
  ['CREATE TABLE v (a int, b int REFERENCES no_table);', 'fails: relation "no_table" does not exist'],
  ['ALTER TABLE t DROP CONSTRAINT zzz;', 'fails: constraint "zzz" of relation "t" does not exist'],
  ['ALTER TABLE t RENAME CONSTRAINT zzz TO y;', 'fails: constraint "zzz" of relation "t" does not exist'],
  ['ALTER TABLE t INHERIT no_table;', 'fails: relation "no_table" does not exist'],
  ['ALTER TABLE t NO INHERIT public.no_table;', 'fails: relation "no_table" does not exist'],
  ['COMMENT ON TABLE no_table IS $$x$$;', 'fails: relation "no_table" does not exist'],
  ['ALTER VIEW no_view RENAME TO v;', 'fails: relation "no_view" does not exist'],
  [
    'ALTER TABLE t ADD y int; UPDATE t SET y = 1, zzz = (SELECT 2);',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  [
    'ALTER TABLE t ADD y int; UPDATE ONLY t AS x SET (y, zzz) = (1, 2) WHERE y = 2;',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  [
    'SELECT a FROM t; INSERT INTO public.t (a, zzz) VALUES (1, 2);',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  [
    'SELECT a FROM t; WITH x (q) AS (INSERT INTO t (zzz) VALUES (1) RETURNING a) SELECT q FROM x;',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  [
    'SELECT a FROM t; INSERT INTO t AS x (a) SELECT 1 ON CONFLICT (a) DO UPDATE SET zzz = 1;',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  [
    'SELECT a FROM t; MERGE INTO t USING t AS s ON s.a = t.a WHEN MATCHED THEN UPDATE SET b = 1 WHEN NOT MATCHED THEN INSERT (zzz) VALUES (1);',
    'fails: column "zzz" of relation "t" does not exist',
  ],
  [
    'ALTER TABLE t RENAME a TO y; UPDATE t SET y = 1; UPDATE t SET a = 1;',
    'fails: column "a" of relation "t" does not exist',
  ],
  [
    'ALTER TABLE t DROP a; INSERT INTO t (b, a) VALUES (1, 2);',
    'fails: column "a" of relation "t" does not exist',
  ],
  [
    'ALTER TABLE t ADD y int; UPDATE t SET y = 1, b = CASE WHEN a = 1 THEN 2 END FROM users, few WHERE users.email IS NULL RETURNING b, email = $$x$$; INSERT INTO t (y, a) SELECT 1, 2 ON CONFLICT DO NOTHING;',
  ],
  [
    'ALTER TABLE t RENAME a TO y; INSERT INTO t (SELECT y, b FROM t); ALTER TABLE t RENAME y TO a; UPDATE t SET a = 1;',
  ],
  [
    'ALTER TABLE t RENAME TO s; ALTER TABLE users RENAME TO t; UPDATE t SET email = $$x$$; UPDATE s SET a = 1, "C" = 2;',
  ],
  [
    'DROP TABLE t; CREATE TABLE t AS TABLE users; INSERT INTO t (email) VALUES ($$x$$); CREATE VIEW w AS SELECT email FROM users; UPDATE w SET email = $$x$$;',
  ],
  [
    'CREATE TYPE ct AS (x int); ALTER TABLE t ADD y ct, ADD z int[]; UPDATE t SET y.x = 1, z[1] = 2; INSERT INTO t (y.x, z[1]) VALUES (1, 2);',
  ],
  [
    'ALTER TABLE t DROP IF EXISTS zzz, DROP CONSTRAINT IF EXISTS y; ALTER TABLE IF EXISTS no_table DROP zzz, DROP CONSTRAINT c;',
  ],
  [
    'ALTER TABLE t ADD y int, ALTER y SET NOT NULL, ADD UNIQUE (y, a), ADD CHECK (y > t.a), ADD z int GENERATED ALWAYS AS (a + 1) STORED;',
  ],
  [
    'ALTER TABLE t RENAME a TO y; ALTER TABLE t RENAME y TO a; CREATE INDEX ON t (a); ALTER TABLE t DROP a; ALTER TABLE t ADD a int; CREATE INDEX ON t (a);',
  ],
  [
    'ALTER TABLE t RENAME TO s; ALTER TABLE users RENAME TO t; CREATE INDEX ON t (email); ALTER TABLE t DROP display_name; ALTER TABLE s ALTER a SET DEFAULT 1;',
  ],
  [
    'CREATE TABLE v AS SELECT 1 AS q, * FROM users; ALTER TABLE v DROP email; CREATE INDEX ON v (display_name); CREATE TABLE w (LIKE users); CREATE INDEX ON w (email);',
  ],
  [
    'DROP TABLE t; CREATE TABLE t AS TABLE users; CREATE INDEX ON t (email); COMMENT ON COLUMN t.email IS $$x$$;',
  ],
  [
    'CREATE TABLE v (id int PRIMARY KEY, w int REFERENCES v (id), UNIQUE (w)); CREATE UNIQUE INDEX ON t (a, (b || 1), coalesce(a, 1)) INCLUDE (b) NULLS NOT DISTINCT WHERE t.a > 0;',
  ],
  [
    'CREATE TEMP TABLE t AS TABLE users; CREATE INDEX ON t (email); ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;',
  ],
  [
    'ALTER TABLE t ADD EXCLUDE USING gist (int4range(a, a) WITH &&) WHERE (a > 0); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;',
  ],
  [
    'CREATE INDEX i ON t (a int4_ops, "C" DESC, (("C" + 1))); ALTER INDEX i ALTER COLUMN 3 SET STATISTICS 9; COMMENT ON INDEX i IS $$x$$;',
  ],
  [
    'CREATE INDEX ON users (email text_pattern_ops, lower(display_name) COLLATE "C" DESC); CREATE INDEX ON users USING gin (to_tsvector($$english$$, email));',
  ],
  [
    'CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i; ALTER TABLE t DROP CONSTRAINT c;',
  ],
  [
    'CREATE VIEW w AS SELECT a AS q FROM t; COMMENT ON COLUMN w.q IS $$x$$; ALTER VIEW w RENAME q TO r; ALTER VIEW w ALTER r SET DEFAULT 1;',
  ],
  [
    'CREATE VIEW w AS SELECT * FROM users; ALTER VIEW w RENAME email TO mail; COMMENT ON COLUMN w.display_name IS $$x$$;',
  ],
  [
    'CREATE TYPE ct AS (x int); COMMENT ON COLUMN ct.x IS $$x$$; CREATE TABLE typed OF ct; ALTER TYPE ct ADD ATTRIBUTE y int CASCADE; CREATE INDEX ON typed (y);',
  ],
  [
    'ALTER TABLE few DETACH PARTITION few_1; ALTER TABLE few_1 ALTER a SET DEFAULT 1; ALTER TABLE few ATTACH PARTITION few_1 DEFAULT; ALTER TABLE few ALTER a DROP DEFAULT;',
  ],
  [
    'ALTER TABLE t DROP a; CREATE TABLE base (LIKE t); ALTER TABLE t INHERIT base; ALTER TABLE base ADD a int; CREATE INDEX ON t (a);',
  ],
  [
    'CREATE TABLE base (z int); ALTER TABLE t ADD z int; ALTER TABLE t INHERIT base; ALTER TABLE base RENAME z TO y; CREATE INDEX ON t (y);',
  ],
  [
    'ALTER TABLE t RENAME TO "T 2"; COMMENT ON COLUMN "T 2"."C" IS $$x$$; CREATE INDEX ON "T 2" (("C" + 1)) WHERE "T 2".a > 0; ALTER TABLE "T 2" ADD CHECK (tableoid > 0);',
  ],
  [
    'CREATE SCHEMA s; CREATE TABLE s.p (id int PRIMARY KEY); CREATE TABLE s.c (p int REFERENCES s.p (id)); ALTER TABLE s.c RENAME p TO q; COMMENT ON COLUMN s.c.q IS $$x$$;',
  ],
  [
    'COMMENT ON CONSTRAINT users_pkey ON users IS $$x$$; ALTER TABLE users RENAME CONSTRAINT users_pkey TO pk; ALTER TABLE users DROP CONSTRAINT pk CASCADE;',
  ],
  [
    'ALTER TABLE t SET SCHEMA platform; ALTER TABLE platform.t ALTER a SET DEFAULT 1; CREATE TABLE t (n int); ALTER TABLE t ALTER n SET DEFAULT 1;',
  ],
  [
    'ALTER TABLE t ADD y int DEFAULT 1 CHECK (y > 0), ADD CONSTRAINT c FOREIGN KEY (y) REFERENCES t (y), ADD UNIQUE (y); COMMENT ON COLUMN t.y IS $$x$$;',
  ],
  [
    'ALTER TABLE t ALTER a TYPE text USING (CASE WHEN t.a IS NULL THEN $$-$$ ELSE t.a::text END), ALTER b SET (n_distinct = 1), REPLICA IDENTITY FULL;',
  ],
  [
    'WITH q AS (SELECT 1 AS n) SELECT n INTO made FROM q; ALTER TABLE made RENAME n TO m; CREATE INDEX ON made (m); DROP INDEX made_m_idx;',
  ],
  [
    'ALTER TABLE t ADD UNIQUE (a), ADD CHECK (b > 0); ALTER TABLE t DROP CONSTRAINT t_a_key, DROP CONSTRAINT t_b_check; CREATE INDEX ON t (b); COMMENT ON INDEX t_b_idx IS $$x$$;',
  ],
]

test('a plan names the table that a DynamoDB step deletes or changes by default', async () => {
  const { table } = stores.dynamodb
  const up = [
    { name: 'keep', timeToLive: {} },
    { name: 'delete', deleteTable: {} },
  ]
  await migrateStores(stores)
  await project.write('dynamodb', '0001-delete', JSON.stringify({ up }))
  const { items } = await planMigrations(stores, { directories: project.directories })
  expect(items.flatMap(({ steps }) => steps.map(({ warnings }) => warnings[0]?.text))).toEqual([
    expect.stringContaining(`disables time to live of ${table}, which is `),
    `deletes ${table}, the table of the todo service: the step names no table`,
  ])
})

test('the lint reports features that Amazon DocumentDB does not support', async () => {
  await project.write(
    'mongo',
    '0001-text',
    JSON.stringify({
      up: [
        {
          name: 'search',
          createIndexes: {
            collection: 'expenses',
            indexes: [{ name: 'words', key: { description: 'text' }, collation: { locale: 'de' } }],
          },
        },
      ],
    }),
  )
  const plan = await planMigrations(stores, { directories: project.directories, lint: 'docdb' })
  expect(plan.lint).not.toEqual([])
  expect(plan.lint.every(({ store, id }) => store === 'mongo' && id === '0001-text')).toBe(true)
})

test('migrations are reverted by count or to a target; without a down migration nothing is reverted', async () => {
  const options = { directories: project.directories }
  await migrateStores(stores, options)
  for (const store of STORE_NAMES) {
    await project.write(store, '0001-one', SAMPLES[store].create(1))
    await project.write(store, '0002-two', SAMPLES[store].create(2))
  }
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  const one = await revertStores(stores, { ...options, only: ['postgres'] })
  expect(one.items).toMatchObject([{ store: 'postgres', id: '0002-two', outcome: 'reverted' }])
  const four = await revertStores(stores, { ...options, steps: 4 })
  expect(four.items.map(({ id }) => id).toSorted()).toEqual(['0001-one', '0001-one', '0002-two', '0002-two'])
  expect(await states('pending')).toHaveLength(5)

  await migrateStores(stores, options)
  const to = await revertStores(stores, { ...options, to: 'mongo/0001-one' })
  expect(to.items).toMatchObject([{ store: 'mongo', id: '0002-two', outcome: 'reverted' }])
  await project.write(
    'mongo',
    '0002-two',
    JSON.stringify({ up: [{ name: 'x', createCollection: { collection: 'x' } }], irreversible: 'it counts' }),
  )
  await migrateStores(stores, options)
  await expect(revertStores(stores, { ...options, only: ['mongo'] })).rejects.toMatchObject({
    code: 'MIGRATION_IRREVERSIBLE',
  })
})

test('a down migration that failed can be corrected', async () => {
  const options = { directories: project.directories, only: ['postgres', 'mongo'] } as const
  const writeSql = async (down: string, up = 'CREATE TABLE corrected (id int);'): Promise<void> =>
    project.write('postgres', '0001-down', `${up}\n-- homemanager: down\n${down}`)
  const create = { name: 'create', createCollection: { collection: 'corrected' } }
  const writeMongo = async (...down: readonly object[]): Promise<void> =>
    project.write(
      'mongo',
      '0001-down',
      JSON.stringify({ up: [create], down: down.map((each) => ({ name: 'undo', ...each })) }),
    )
  await writeSql('DROP TABLE wrong;')
  const drop = { dropCollection: { collection: 'corrected' } }
  await writeMongo(drop, { command: { nonsense: 1 } })
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })

  const suggestion = expect.stringMatching(/ then run homemanager migrate down again\.$/) as string
  const failed = { outcome: 'failed', error: { suggestion } }
  const postgres = { ...options, only: ['postgres'] } as const
  expect((await revertStores(stores, postgres)).items).toMatchObject([failed])
  await writeSql('DROP TABLE corrected;')
  const upUnchanged = {
    code: 'MIGRATION_DRIFT',
    detail: expect.stringMatching(/, with the same up steps$/) as string,
    suggestion: expect.stringContaining('homemanager migrate down runs it without a repair.') as string,
  }
  expect((await migrateStores(stores, postgres)).problems).toMatchObject([{ error: upUnchanged }])
  await writeSql('DROP TABLE corrected;', 'CREATE TABLE corrected (id bigint);')
  await expect(revertStores(stores, postgres)).rejects.toMatchObject({ code: 'MIGRATION_DRIFT' })
  await writeSql('DROP TABLE corrected;')
  expect((await revertStores(stores, postgres)).items).toMatchObject([{ outcome: 'reverted' }])

  const mongo = { ...options, only: ['mongo'] } as const
  expect((await revertStores(stores, mongo)).items).toMatchObject([failed])
  const corrected = { dropCollection: { collection: 'none' } }
  await writeMongo(corrected, corrected)
  const drift = {
    code: 'MIGRATION_DRIFT',
    suggestion: expect.stringMatching(
      /homemanager migrate repair\b.*, then homemanager migrate down\.$/s,
    ) as string,
  }
  expect((await migrateStores(stores, mongo)).problems).toMatchObject([{ error: drift }])
  await expect(revertStores(stores, mongo)).rejects.toMatchObject(drift)
  expect(await listRepairs(stores, mongo)).toMatchObject([
    { remedy: 'record 1 step of the file as reverted; migrate down resumes after step 1' },
  ])
  await writeMongo(drop, corrected)
  expect((await revertStores(stores, mongo)).items).toMatchObject([{ outcome: 'reverted', steps: 1 }])
})

test('a plan names tables and collections that do not exist', async () => {
  const { table } = stores.dynamodb
  const index = { name: 'I', partitionKey: 'a' }
  const steps = {
    dynamodb: [
      { timeToLive: { table: 'nosuch', attribute: 'a' } },
      { timeToLive: { table: 'nosuch' } },
      { dropIndex: { table: 'nosuch', name: 'I' } },
      { deleteTable: { table: 'nosuch' } },
      { addIndex: { table: 'nosuch', ...index } },
      { statement: `SELECT * FROM "nosuch"."I"` },
      { statement: `INSERT INTO nosuch VALUE {'a': 'b'}` },
      { createTable: { table: 'fresh', partitionKey: 'a' } },
      { addIndex: { table: 'fresh', ...index } },
      { timeToLive: { attribute: 'a' } },
      { deleteTable: { table: 'fresh' } },
      { statement: `UPDATE "fresh" SET b = 1 WHERE a = 'a'` },
      { statement: `DELETE FROM "${table}" WHERE PK = 'a' AND SK = 'a'` },
    ],
    mongo: [
      { setValidator: { collection: 'nosuch', validator: { a: 1 } } },
      { setValidator: { collection: 'nosuch', validator: {} } },
      { createIndexes: { collection: 'fresh', indexes: [{ name: 'I', key: { a: 1 } }] } },
      { setValidator: { collection: 'fresh', validator: { a: 1 } } },
      { command: { create: 'nosuch' } },
      { setValidator: { collection: 'nosuch', validator: { a: 1 } } },
    ],
  }
  for (const store of ['dynamodb', 'mongo'] as const) {
    const up = steps[store].map((action, at) => ({ name: String(at), ...action }))
    await project.write(store, '0001-missing', JSON.stringify({ up }))
  }
  // The todo table does not exist: a pending migration creates it.
  const plan = await planMigrations(stores, {
    directories: project.directories,
    only: ['dynamodb', 'mongo'],
  })
  const failures = plan.items.flatMap(({ store, steps: planned }) =>
    planned.flatMap(({ name, warnings }) =>
      warnings.filter(({ fails }) => fails).map(({ text }) => `${store} ${name} ${text}`),
    ),
  )
  expect(failures).toEqual([
    ...[0, 4, 5, 6].map((at) => `dynamodb ${at} fails: there is no table nosuch`),
    'dynamodb 11 fails: there is no table fresh',
    'mongo 0 fails: there is no collection nosuch',
    'mongo 1 fails: there is no collection nosuch',
  ])
  expect(plan.problems.map(({ store, error }) => `${store} ${error.code}`)).toEqual([
    'dynamodb MIGRATION_WOULD_FAIL',
    'mongo MIGRATION_WOULD_FAIL',
  ])
})

test('an own table is recorded under its name if the todo table was deleted', async () => {
  const options = { directories: project.directories, only: ['dynamodb'] } as const
  const own = `${stores.dynamodb.table}_own`
  const up = [
    { name: 'create', createTable: { table: own, partitionKey: 'id' } },
    { name: 'delete the todos', deleteTable: {} },
  ]
  const down = [{ name: 'delete', deleteTable: { table: own } }]
  await project.write('dynamodb', '0001-own', JSON.stringify({ up, down }))
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true, drift: [] })
  expect(await revertStores(stores, options)).toMatchObject({ ok: true })
})

test('repair lists the differences and changes the history, not the schema', async () => {
  const options = { directories: project.directories }
  await project.write('postgres', '0001-one', SAMPLES.postgres.create(1))
  await project.write('mongo', '0001-one', SAMPLES.mongo.create(1))
  await migrateStores(stores, options)
  await project.write(
    'postgres',
    '0001-one',
    `${SAMPLES.postgres.create(1)}SELECT 1;\n`.replace('int', 'bigint'),
  )
  await project.remove('mongo', '0001-one')
  await SAMPLES.dynamodb.causeDrift(stores)
  const found = await listRepairs(stores, options)
  expect(found.map(({ store, problem }) => `${store} ${problem}`).toSorted()).toEqual([
    'dynamodb schema',
    'mongo missing',
    'postgres changed',
  ])
  expect(await states('applied')).not.toHaveLength((await listMigrationStatuses(stores, options)).length)
  await repairStores(stores, options)
  expect(await listRepairs(stores, options)).toEqual([])
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true, items: [] })
})

test('a baseline records an existing schema as migrated', async () => {
  await migrateStores(stores)
  await expect(baselineStores(stores)).rejects.toMatchObject({ code: 'MIGRATION_BASELINE' })
  await stores.postgres.pool.query('DROP SCHEMA homemanager_ledger CASCADE')
  const only = { only: ['postgres'] } as const
  const { length } = await listMigrationStatuses(stores, only)
  expect(await baselineStores(stores, { ...only, to: 'postgres/identity/0001-identity' })).toHaveLength(1)
  await stores.postgres.pool.query('DROP SCHEMA homemanager_ledger CASCADE')
  expect(await baselineStores(stores, only)).toHaveLength(length)
  expect((await listMigrationStatuses(stores, only)).every(({ state }) => state === 'applied')).toBe(true)
  expect(await migrateStores(stores, only)).toMatchObject({ ok: true, items: [] })
})

test('tables that migrations create are recorded until they are deleted, also by a baseline', async () => {
  const { table, client } = stores.dynamodb
  const own = `${table}_own`
  const options = { directories: project.directories, only: ['dynamodb'] } as const
  // The todo table has an index of this name.
  const indexes = [{ name: 'GSI1', partitionKey: 'tag' }]
  const up = [{ name: 'create', createTable: { table: own, partitionKey: 'id', indexes } }]
  const down = [{ name: 'delete', deleteTable: { table: own } }]
  await project.write('dynamodb', '0001-own', JSON.stringify({ up, down }))
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  expect(await listOwnTables(stores.dynamodb)).toEqual([own])
  await client.send(new DeleteTableCommand({ TableName: `${table}-migrations` }))
  expect(await listOwnTables(stores.dynamodb)).toEqual([])
  await baselineStores(stores, options)
  expect(await listOwnTables(stores.dynamodb)).toEqual([own])
  await revertStores(stores, options)
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true, drift: [] })
  await client.send(new DeleteTableCommand({ TableName: own }))
  expect((await migrateStores(stores, options)).drift).toMatchObject([
    { kind: 'table', name: own, problem: 'missing', migration: '0001-own' },
  ])
  await revertStores(stores, options)

  // One that exists may belong to others.
  await client.send(
    new CreateTableCommand({
      TableName: own,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'tag'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'GSI1',
          KeySchema: [{ AttributeName: 'tag', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  )
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  expect(await listOwnTables(stores.dynamodb)).toEqual([])
  await client.send(new DeleteTableCommand({ TableName: own }))
})

test('a migration waits for its dependency in another store', async () => {
  const options = { directories: project.directories }
  await project.write(
    'mongo',
    '0001-late',
    JSON.stringify({
      after: ['postgres/0001-one'],
      up: [{ name: 'x', createCollection: { collection: 'late' } }],
    }),
  )
  await project.write('postgres', '0001-one', 'SELECT pg_sleep(0.5);\nCREATE TABLE thing_1 (id int);\n')
  const report = await migrateStores(stores, options)
  expect(report).toMatchObject({ ok: true })

  await project.write(
    'mongo',
    '0002-blocked',
    JSON.stringify({
      after: ['postgres/0002-two'],
      up: [{ name: 'x', createCollection: { collection: 'blocked' } }],
    }),
  )
  await project.write('postgres', '0002-two', 'SELECT 1 / 0;\n')
  const failed = await migrateStores(stores, options)
  expect(failed.items.map(({ store, outcome }) => `${store} ${outcome}`).toSorted()).toEqual([
    'mongo blocked',
    'postgres failed',
  ])
  const alone = await migrateStores(stores, { ...options, only: ['mongo'] })
  expect(alone.items[0]?.error).toMatchObject({ code: 'MIGRATION_BLOCKED' })
})

test('a held lock is waited for until the timeout, its holder is reported, and unlock releases it', async () => {
  await migrateStores(stores)
  for (const store of STORE_NAMES) await project.write(store, '0001-one', SAMPLES[store].create(1))
  const all = await createMigrationStores(stores)
  for (const store of STORE_NAMES) {
    const session = await all[store].lock({ waitMs: 1000, lockTimeoutMs: 1000, statementTimeoutMs: 0 })
    expect(await all[store].getLockHolder()).toMatchObject({ pid: process.pid })
    const rejected = await migrateStores(stores, {
      directories: project.directories,
      only: [store],
      waitMs: 300,
    })
    expect(rejected.problems[0]?.error).toMatchObject({ code: 'MIGRATION_LOCKED' })
    expect(`${rejected.problems[0]?.error.message}${rejected.problems[0]?.error.detail}`).toContain(
      String(process.pid),
    )
    await all[store].unlock()
    expect(await migrateStores(stores, { directories: project.directories, only: [store] })).toMatchObject({
      ok: true,
    })
    // The lock of the session is already released.
    await Promise.allSettled([session[Symbol.asyncDispose]()])
  }
})

test('lock and statement timeouts apply', async () => {
  await migrateStores(stores)
  const holder = await stores.postgres.pool.connect()
  await holder.query('BEGIN; SELECT FROM users')
  await project.write('postgres', '0001-column', 'ALTER TABLE users ADD COLUMN nickname text;\n')
  const options = { directories: project.directories, only: ['postgres'] } as const
  const locked = await migrateStores(stores, { ...options, lockTimeoutMs: 200 })
  expect(`${locked.items[0]?.error?.message}`).toMatch(/lock timeout/)
  await holder.query('ROLLBACK')
  holder.release()
  await project.write('postgres', '0001-column', 'SELECT pg_sleep(5);\n')
  const slow = await migrateStores(stores, { ...options, statementTimeoutMs: 200 })
  expect(`${slow.items[0]?.error?.message}`).toMatch(/statement timeout/)
})

test('migrating a store on another machine is rejected', async () => {
  const remote = { ...stores, mongo: { ...stores.mongo, hosts: ['192.0.2.1'] } }
  const report = await migrateStores(remote, { only: ['mongo'] })
  expect(report.problems[0]?.error).toMatchObject({ code: 'REMOTE_TARGET_NOT_ALLOWED' })
})

async function states(state: string): Promise<readonly string[]> {
  const statuses = await listMigrationStatuses(stores, { directories: project.directories })
  return statuses.filter((each) => each.state === state).map(({ id }) => id)
}

/** Lists the tables and collections of the three stores. */
async function listObjects(): Promise<object> {
  const { rows } = await stores.postgres.pool.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name, c.reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1`,
  )
  const { client, table } = stores.dynamodb
  const { TableNames = [] } = await client.send(new ListTablesCommand({}))
  const collections = await stores.mongo.db.listCollections({}, { nameOnly: true }).toArray()
  return {
    rows,
    tables: TableNames.filter((name) => name.startsWith(table)),
    collections: collections.map(({ name }) => name).toSorted(),
  }
}

/**
 * Counts the rows written in this database since its creation. A connection reports its counts at the latest when it
 * ends. Excludes the statistics and the catalogs shared by all databases, which others write.
 */
async function countWrittenRows(): Promise<string> {
  await stores[Symbol.asyncDispose]()
  stores = await openStores(engines.endpoints)
  const { pool } = stores.postgres
  await waitUntil(async () => {
    const others = await pool.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    )
    return others.rowCount === 0
  })
  const { rows } = await pool.query<{ n: string }>(
    `SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) AS n FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE NOT c.relisshared AND c.oid <> 'pg_statistic'::regclass`,
  )
  return String(rows[0]?.n)
}

async function writeMongoSteps(...up: readonly object[]): Promise<void> {
  await project.write('mongo', '0001-steps', JSON.stringify({ up }))
}
