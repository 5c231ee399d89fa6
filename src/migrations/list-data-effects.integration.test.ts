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
CREATE VIEW everything AS SELECT id FROM app.full;
INSERT INTO app.full VALUES (1, 'calm', 1.5, 'x');
INSERT INTO app.child VALUES (1);
INSERT INTO app.parted VALUES (1);
INSERT INTO "Full 2" VALUES (1);
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
    ['DROP TYPE app.mood CASCADE;', ['deletes the values of the type app.mood']],
    ['ALTER TABLE app.full DROP COLUMN mood, DROP none;', ['deletes a column of app.full and its data']],
    ['SET search_path TO app; DELETE FROM child;', ['deletes records of child']],
    ['DELETE FROM child;', []],
    ['DO $$ BEGIN NULL; END $$;', ['runs code that may change data']],
    ['SELECT purge();', ['runs code that may change data']],
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
  for (const [statements, expected] of [
    ['ALTER TABLE app.full ADD COLUMN x int; UPDATE app.full SET x = 1;', ['changes records of app.full']],
    ['ALTER TABLE app.full ALTER label TYPE text, ALTER cost TYPE numeric(10, 4);', []],
    [
      'ALTER TABLE app.full ALTER cost TYPE numeric(10, 2);',
      ['converts a column of app.full, which can lose data'],
    ],
    [
      'ALTER TABLE app.full ALTER label TYPE varchar(3) USING left(label, 3);',
      ['converts a column of app.full, which can lose data'],
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
  expect(plan.problems).toEqual([])
  return listDataEffects(plan)
}

function withoutRows(text: string): string {
  return text.replace(/ \([^)]*\)$/, '')
}
