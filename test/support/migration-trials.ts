import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import type { Endpoints } from '../../src/core/endpoints.js'
import { STORE_NAMES } from '../../src/core/store-name.js'
import { migrateStores } from '../../src/migrations/migrate-stores.js'
import { migrationStatuses } from '../../src/migrations/migration-statuses.js'
import { migrationStores } from '../../src/stores/migration-stores.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { freshEngines } from './engines.js'
import { projectFolder } from './project-folder.js'
import { migrationProject, SAMPLES } from './sample-migrations.js'

/**
 * So many runners at once on empty stores; each migration must be applied once, by one of them. Resolves to how many
 * migrations there are, and how many times one was applied.
 */
export async function runnersTrial(
  runners: number,
): Promise<{ readonly migrations: number; readonly applied: number }> {
  await using engines = await freshEngines()
  await using project = await migrationProject()
  const { table } = engines.endpoints.dynamodb
  await project.write('postgres', '0001-count', 'CREATE TABLE once (n int);\nINSERT INTO once VALUES (1);\n')
  await project.write('postgres', '0002-count.sql', 'INSERT INTO once VALUES (2);\n')
  await project.write('postgres', '0003-index.sql', CONCURRENTLY)
  // PartiQL refuses to insert what is there: a second run would fail.
  const insert = `INSERT INTO "${table}" VALUE {'PK': 'ONCE', 'SK': 'ONCE'}`
  await project.write('dynamodb', '0001-count', list({ name: 'count', statement: insert }))
  await project.write('dynamodb', '0002-index', SAMPLES.dynamodb.make(2))
  const update = { update: 'once', updates: [{ q: { _id: 'n' }, u: { $inc: { n: 1 } }, upsert: true }] }
  await project.write('mongo', '0001-count', list({ name: 'count', command: update }))
  await project.write('mongo', '0002-collection', SAMPLES.mongo.make(2))

  const opened = Array.from({ length: runners }, () => openStores(engines.endpoints))
  try {
    const reports = await Promise.all(
      opened.map((stores) => migrateStores(stores, { folders: project.folders })),
    )
    expect(reports.filter(({ ok }) => !ok)).toEqual([])
    const applied = reports.flatMap(({ results }) =>
      results.map(({ store, id, outcome }) => `${store}/${id} ${outcome}`),
    )
    expect(applied.toSorted()).toEqual([...new Set(applied)].toSorted())
    const [stores] = opened
    if (stores === undefined) throw new Error('There was no runner')
    const { rows } = await stores.postgres.pool.query<{ n: number }>('SELECT n FROM once ORDER BY n')
    expect(rows).toEqual([{ n: 1 }, { n: 2 }])
    expect(await stores.mongo.db.collection('once').findOne()).toMatchObject({ n: 1 })
    const statuses = await migrationStatuses(stores, { folders: project.folders })
    expect(statuses.filter(({ state }) => state !== 'applied')).toEqual([])
    return { migrations: statuses.length, applied: applied.length }
  } finally {
    await Promise.all(opened.map((stores) => stores[Symbol.asyncDispose]()))
  }
}

/** What the same migrations make where nobody is killed, and how long the program takes for it. */
export interface WholeRun {
  readonly schema: string
  readonly ms: number
}

/**
 * The program is killed at random moments while it migrates; one more run must end in the schema of `whole`. Resolves to
 * how often it was killed before it was done.
 */
export async function killedMigrating(whole: WholeRun): Promise<number> {
  await using engines = await freshEngines()
  await using project = await projectFolder(engines.endpoints)
  await writeMigrations(project.folder)
  let kills = 0
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await project.runKilled(Math.random() * whole.ms, 'migrate')) kills++
  }
  const { code, stdout } = await project.run('migrate', '--json')
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true }])
  const status = await project.run('migrate', 'status', '--json')
  expect(status.code).toBe(0)
  await using stores = openStores(engines.endpoints)
  expect(await schemaText(stores, engines.endpoints)).toBe(whole.schema)
  return kills
}

export async function wholeRun(): Promise<WholeRun> {
  await using engines = await freshEngines()
  await using project = await projectFolder(engines.endpoints)
  await writeMigrations(project.folder)
  const started = performance.now()
  expect((await project.run('migrate')).code).toBe(0)
  const ms = performance.now() - started
  await using stores = openStores(engines.endpoints)
  return { schema: await schemaText(stores, engines.endpoints), ms }
}

async function schemaText(stores: Stores, { dynamodb }: Endpoints): Promise<string> {
  const all = migrationStores(stores)
  const schemas = await Promise.all(STORE_NAMES.map((store) => all[store].schema()))
  return JSON.stringify(schemas).replaceAll(dynamodb.table, 'TABLE')
}

const CONCURRENTLY =
  '-- homemanager: no-transaction\nCREATE INDEX CONCURRENTLY users_created_idx ON users (created_at);\n' +
  'CREATE INDEX CONCURRENTLY users_name_idx ON users (display_name);\n'

async function writeMigrations(folder: string): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'homemanager.yaml':
      'migrations:\n  postgres: own/postgres\n  dynamodb: own/dynamodb\n  mongo: own/mongo\n',
    'own/postgres/0001-thing.sql': SAMPLES.postgres.make(1),
    'own/postgres/0002-index.sql': CONCURRENTLY,
    'own/dynamodb/0001-index.json': SAMPLES.dynamodb.make(1),
    'own/dynamodb/0002-index.json': SAMPLES.dynamodb.make(2),
    'own/mongo/0001-thing.json': SAMPLES.mongo.make(1),
    'own/mongo/0002-thing.json': SAMPLES.mongo.make(2),
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
}

function list(step: object): string {
  return JSON.stringify({ up: [step] })
}
