import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import type { Endpoints } from '../../src/core/store-types.js'
import { STORE_NAMES } from '../../src/core/store-name.js'
import { migrateStores } from '../../src/migrations/migrate-stores.js'
import { listMigrationStatuses } from '../../src/migrations/list-migration-statuses.js'
import { createMigrationStores } from '../../src/stores/create-migration-stores.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { createTestDatabases } from './test-databases.js'
import { createProjectDirectory } from './project-directory.js'
import { createMigrationProject, SAMPLES } from './sample-migrations.js'

/**
 * Migrates empty stores from several runners concurrently. Each migration must be applied exactly once. Resolves to the
 * number of migrations and how many were applied.
 */
export async function migrateConcurrently(
  runners: number,
): Promise<{ readonly migrations: number; readonly applied: number }> {
  await using engines = await createTestDatabases()
  await using project = await createMigrationProject()
  const { table } = engines.endpoints.dynamodb
  await project.write('postgres', '0001-count', 'CREATE TABLE once (n int);\nINSERT INTO once VALUES (1);\n')
  await project.write('postgres', '0002-count.sql', 'INSERT INTO once VALUES (2);\n')
  await project.write('postgres', '0003-index.sql', CONCURRENT_INDEX_SQL)
  // PartiQL rejects inserting an existing item: a second run would fail.
  const insert = `INSERT INTO "${table}" VALUE {'PK': 'ONCE', 'SK': 'ONCE'}`
  await project.write('dynamodb', '0001-count', toMigration({ name: 'count', statement: insert }))
  await project.write('dynamodb', '0002-index', SAMPLES.dynamodb.create(2))
  const update = { update: 'once', updates: [{ q: { _id: 'n' }, u: { $inc: { n: 1 } }, upsert: true }] }
  await project.write('mongo', '0001-count', toMigration({ name: 'count', command: update }))
  await project.write('mongo', '0002-collection', SAMPLES.mongo.create(2))

  const opened = await Promise.all(Array.from({ length: runners }, () => openStores(engines.endpoints)))
  try {
    const reports = await Promise.all(
      opened.map((stores) => migrateStores(stores, { directories: project.directories })),
    )
    expect(reports.filter(({ ok }) => !ok)).toEqual([])
    const applied = reports.flatMap(({ items }) =>
      items.map(({ store, id, outcome }) => `${store}/${id} ${outcome}`),
    )
    expect(applied.toSorted()).toEqual([...new Set(applied)].toSorted())
    const [stores] = opened
    if (stores === undefined) throw new Error('There is no runner.')
    const { rows } = await stores.postgres.pool.query<{ n: number }>('SELECT n FROM once ORDER BY n')
    expect(rows).toEqual([{ n: 1 }, { n: 2 }])
    expect(await stores.mongo.db.collection('once').findOne()).toMatchObject({ n: 1 })
    const statuses = await listMigrationStatuses(stores, { directories: project.directories })
    expect(statuses.filter(({ state }) => state !== 'applied')).toEqual([])
    return { migrations: statuses.length, applied: applied.length }
  } finally {
    await Promise.all(opened.map((stores) => stores[Symbol.asyncDispose]()))
  }
}

/** The schema and duration of a run that is not killed. */
export interface UninterruptedRun {
  readonly schema: string
  readonly ms: number
}

/**
 * Kills the program at random moments while it migrates. One more run must result in the schema of `uninterrupted`. Resolves
 * to how often it was killed before it finished.
 */
export async function migrateWithKills(uninterrupted: UninterruptedRun): Promise<number> {
  await using engines = await createTestDatabases()
  await using project = await createProjectDirectory(engines.endpoints)
  await writeMigrations(project.directory)
  let kills = 0
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await project.runAndKill(Math.random() * uninterrupted.ms, 'migrate')) kills++
  }
  const { code, stdout } = await project.run('migrate', '--json')
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true }])
  const status = await project.run('migrate', 'status', '--json')
  expect(status.code).toBe(0)
  await using stores = await openStores(engines.endpoints)
  expect(await readSchemaText(stores, engines.endpoints)).toBe(uninterrupted.schema)
  return kills
}

export async function migrateUninterrupted(): Promise<UninterruptedRun> {
  await using engines = await createTestDatabases()
  await using project = await createProjectDirectory(engines.endpoints)
  await writeMigrations(project.directory)
  const started = performance.now()
  expect((await project.run('migrate')).code).toBe(0)
  const ms = performance.now() - started
  await using stores = await openStores(engines.endpoints)
  return { schema: await readSchemaText(stores, engines.endpoints), ms }
}

async function readSchemaText(stores: Stores, { dynamodb }: Endpoints): Promise<string> {
  const all = await createMigrationStores(stores)
  const schemas = await Promise.all(STORE_NAMES.map((store) => all[store].readSchema()))
  return JSON.stringify(schemas).replaceAll(dynamodb.table, 'TABLE')
}

const CONCURRENT_INDEX_SQL =
  '-- homemanager: no-transaction\nCREATE INDEX CONCURRENTLY users_created_idx ON users (created_at);\n' +
  'CREATE INDEX CONCURRENTLY users_name_idx ON users (display_name);\n'

async function writeMigrations(directory: string): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'homemanager.yaml':
      'migrations:\n  postgres: own/postgres\n  dynamodb: own/dynamodb\n  mongo: own/mongo\n',
    'own/postgres/0001-thing.sql': SAMPLES.postgres.create(1),
    'own/postgres/0002-index.sql': CONCURRENT_INDEX_SQL,
    'own/dynamodb/0001-index.json': SAMPLES.dynamodb.create(1),
    'own/dynamodb/0002-index.json': SAMPLES.dynamodb.create(2),
    'own/mongo/0001-thing.json': SAMPLES.mongo.create(1),
    'own/mongo/0002-thing.json': SAMPLES.mongo.create(2),
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(directory, path.dirname(name)), { recursive: true })
    await writeFile(path.join(directory, name), text)
  }
}

function toMigration(step: object): string {
  return JSON.stringify({ up: [step] })
}
