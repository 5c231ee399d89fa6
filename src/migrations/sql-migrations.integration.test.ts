import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js'
import {
  createMigrationProject,
  type MigrationProject,
  SAMPLES,
} from '../../test/support/sample-migrations.js'
import { DataChanges } from '../core/data-changes.js'
import { openStores } from '../stores/open-stores.js'
import type { Stores } from '../stores/stores.js'
import type { MigrateReport } from './migrate-report.js'
import { listRepairs } from './repair-stores.js'
import { migrateStores } from './migrate-stores.js'
import { planMigrations } from './plan-migrations.js'
import { revertStores } from './revert-stores.js'
import { listMigrationStatuses, type MigrationStatus } from './list-migration-statuses.js'

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

test.each([
  ['fails at run time', 'INSERT INTO one VALUES (NULL)', /"INSERT INTO one VALUES …": null value/],
  ['cannot be parsed', 'CREATE TABEL two (id int)', /"CREATE TABEL two …": syntax error/],
  [
    'names an undefined column',
    "SELECT '🏠', nonsense FROM one",
    /"SELECT …": column "nonsense" does not exist/,
  ],
])('the error names the statement that %s', async (_description, invalid, message) => {
  const many = Array.from({ length: 2000 }, (_, n) => `INSERT INTO one VALUES (${n}) -- 🏠 ${'x'.repeat(40)}`)
  await write(
    '0001-many',
    ['CREATE TABLE one (id int NOT NULL)', ...many, invalid, 'SELECT 1 -- the end'].join('\n;\n'),
  )
  const result = (await migrate()).items.at(-1)
  expect(result?.error?.message).toMatch(message)
  // The position is relative to the statement, not to the batch.
  const position = Number(/at character (\d+)/.exec(result?.error?.detail ?? '')?.[1] ?? 0)
  expect(position).toBeLessThan(20)
  expect(result?.steps).toBe(0)
  await write(
    '0001-many',
    ['CREATE TABLE one (id int NOT NULL)', ...many, 'SELECT 1 -- the end'].join('\n;\n'),
  )
  expect(await migrate()).toMatchObject({ ok: true, items: [{ steps: 2002 }] })
  expect(await numbers('SELECT count(*)::int AS n FROM one')).toEqual([2000])
})

test('a migration that was rolled back does not hide what was changed without a migration', async () => {
  await write('0001-one', 'CREATE TABLE one (id int NOT NULL)')
  await migrate()
  await write('0002-fail', 'SELECT 1/0')
  expect((await migrate()).items.at(-1)?.error?.code).toBe('MIGRATION_STEP_FAILED')
  await stores.postgres.pool.query('ALTER TABLE one ALTER id DROP NOT NULL; ALTER TABLE one ADD extra int')
  const statuses = await listMigrationStatuses(stores, {
    directories: project.directories,
    only: ['postgres'],
  })
  expect(statuses.map(({ id, drift }) => [id, drift?.length])).toContainEqual(['0001-one', 2])
  const refused = { ok: false, items: [], problems: [{ error: { code: 'MIGRATION_SCHEMA_DRIFT' } }] }
  expect(await migrate()).toMatchObject(refused)
  // Also after the file was corrected.
  await write('0002-fail', 'CREATE TABLE two (id int)')
  expect(await migrate()).toMatchObject(refused)
})

test.each([
  ['postgres/0002-after', /Circular dependency: postgres\/0002-after after postgres\/0002-after/],
  ['mongo/0009-none', /No migration has this ID/],
])('a migration after %s is blocked, in the plan too', async (after, detail) => {
  await write('0001-one', 'CREATE TABLE one (id int)')
  await write('0002-after', `-- homemanager: after ${after}\nSELECT 1;`)
  const options = { directories: project.directories, only: ['postgres'] } as const
  const blocked = { code: 'MIGRATION_BLOCKED', detail: expect.stringMatching(detail) as string }
  expect((await planMigrations(stores, options)).problems).toMatchObject([{ error: blocked }])
  const run = await migrate().catch((error: unknown) => error)
  const [problem] = 'problems' in (run as object) ? (run as MigrateReport).problems : []
  const failed = 'items' in (run as object) ? (run as MigrateReport).items.at(-1) : undefined
  expect(problem?.error ?? failed?.error ?? run).toMatchObject(blocked)
})

test('the message of a statement that ends in a period gets no second one', async () => {
  await write('0001-refuse', "DO $$ BEGIN RAISE 'Not today.'; END $$")
  expect((await migrate()).items.at(-1)?.error?.message).toMatch(/: Not today\.$/)
})

test('what the server does not run in a transaction names the directive', async () => {
  const procedure = 'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$'
  await write('0001-commit', `${procedure};\nCALL p();`)
  expect((await migrate()).items.at(-1)?.error).toMatchObject({
    code: 'MIGRATION_STEP_FAILED',
    suggestion: expect.stringContaining('"-- homemanager: no-transaction"') as string,
  })
})

test('session settings of one migration do not affect the next', async () => {
  await write('0001-set', "SET search_path = ''; SET work_mem = '99MB'; CREATE TABLE public.one (id int)")
  await write(
    '0002-set',
    '-- homemanager: no-transaction\nSET search_path = platform; CREATE TABLE two (id int)',
  )
  await write('0003-unset', 'CREATE TABLE three AS SELECT current_setting($$work_mem$$) AS was')
  expect(await migrate()).toMatchObject({ ok: true })
  const { rows } = await stores.postgres.pool.query('SELECT was FROM public.three')
  expect(rows).not.toEqual([{ was: '99MB' }])
  expect(await migrate()).toMatchObject({ ok: true, items: [], drift: [] })
})

test('a resumed run repeats the session settings of earlier steps', async () => {
  const file = (third: string): string =>
    `-- homemanager: no-transaction\nSET search_path = platform;\nCREATE TABLE one (id int);\n${third};\n`
  await write('0001-set', file('CREATE TABLE two (id nonsense)'))
  expect((await migrate()).ok).toBe(false)
  await write('0001-set', file('CREATE TABLE two (id int)'))
  expect(await migrate()).toMatchObject({ ok: true, items: [{ steps: 1 }] })
  expect(
    await numbers(
      "SELECT count(*)::int AS n FROM pg_tables WHERE tablename = 'two' AND schemaname = 'platform'",
    ),
  ).toEqual([1])
})

test('an aborted transaction is cancelled in the middle of a statement and rolled back', async () => {
  await write('0001-slow', 'CREATE TABLE one (id int);\nSELECT pg_sleep(200);\nCREATE TABLE two (id int)')
  const controller = new AbortController()
  const since = performance.now()
  const report = await migrate({
    signal: controller.signal,
    onStep: ({ id }, index) => id === '0001-slow' && index === 1 && controller.abort(),
  })
  expect(report.ok).toBe(false)
  expect(performance.now() - since).toBeLessThan(150_000)
  expect(await numbers("SELECT count(*)::int AS n FROM pg_tables WHERE tablename IN ('one', 'two')")).toEqual(
    [0],
  )
  const readStatus = async (): Promise<MigrationStatus | undefined> =>
    (await listMigrationStatuses(stores, { directories: project.directories })).find(
      ({ id }) => id === '0001-slow',
    )
  const interrupted = 'interrupted: 0 of 3 steps completed'
  const status = await readStatus()
  expect(status).toMatchObject({ state: 'interrupted', detail: interrupted })
  await write('0001-slow', 'CREATE TABLE one (id int);')
  expect((await readStatus())?.detail).toBe(
    `before the file was changed (checksum ${status?.checksum.slice(0, 12)}): ${interrupted}`,
  )
  expect(report.items.at(-1)?.error?.message).toMatch(/0001-slow of postgres was interrupted\.$/)
})

test('a run knows whether it has changed anything: not what was rolled back, unless the outcome is unknown', async () => {
  const readChanges = async (run: (changes: DataChanges) => Promise<MigrateReport>): Promise<string> => {
    const changes = new DataChanges()
    expect((await run(changes)).ok).toBe(false)
    if (changes.isEmpty) return 'none'
    return changes.haveAllFailed ? 'failed' : 'some'
  }
  const fails = async (): Promise<string> => readChanges(async (changes) => migrate({ changes }))
  await migrate()
  await write('0001-two', 'CREATE TABLE one (id int); SELECT 1/0;')
  expect(await fails()).toBe('none')
  await write('0001-two', 'CREATE TABLE one (id int); SELECT pg_terminate_backend(pg_backend_pid())')
  expect(await fails()).toBe('failed')
  await write('0001-two', '-- homemanager: no-transaction\nSELECT 1/0;')
  expect(await fails()).toBe('failed')
  // An earlier migration of the run is applied.
  await write('0001-two', 'CREATE TABLE one (id int)')
  await write('0002-three', 'SELECT 1/0;')
  expect(await fails()).toBe('some')
  expect(await fails()).toBe('none')
  await write('0002-three', 'SELECT 1;\n-- homemanager: down\nSELECT 1/0;')
  expect((await migrate()).ok).toBe(true)
  const { directories } = project
  expect(await readChanges(async (changes) => revertStores(stores, { directories, steps: 1, changes }))).toBe(
    'none',
  )
  // DynamoDB and MongoDB do not roll back.
  await project.write('mongo', '0001-wrong', SAMPLES.mongo.failing)
  // The bundled ones are applied first.
  for (const expected of ['some', 'failed']) {
    const found = await readChanges(async (changes) =>
      migrateStores(stores, { directories, only: ['mongo'], changes }),
    )
    expect(found).toBe(expected)
  }
})

test('a failed statement without a transaction may have changed something, so that the file is required', async () => {
  await stores.postgres.pool.query('CREATE TABLE twice AS SELECT 1 AS a FROM generate_series(1, 2)')
  // It leaves an invalid index.
  await write(
    '0001-index',
    '-- homemanager: no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY twice_a ON twice (a);',
  )
  expect((await migrate()).ok).toBe(false)
  const { directories } = project
  expect(await listRepairs(stores, { directories, only: ['postgres'] })).toMatchObject([
    {
      problem: 'failed',
      detail: expect.stringMatching(/^0 of 1 steps completed: .*twice_a/),
      remedy: expect.stringContaining('its first step may have changed the store'),
    },
  ])
  await project.remove('postgres', '0001-index')
  expect((await migrate()).problems).toMatchObject([
    {
      error: {
        code: 'MIGRATION_DRIFT',
        detail: expect.stringContaining('and its first step may have changed the store; the file is missing'),
      },
    },
  ])
})

test.each(['COMMIT', 'ABORT', "PREPARE TRANSACTION 'x'"])(
  'a migration that contains %s is invalid',
  async (command) => {
    await write(
      '0001-one',
      `CREATE TABLE one (id int);\n-- homemanager: down\nDROP TABLE one;\n${command};\n`,
    )
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_INVALID' })
  },
)

test.each(['CREATE VIEW thing AS SELECT id FROM users', "CREATE TYPE thing AS ENUM ('a', 'b')"])(
  'an object of %s that was dropped without a migration is reported as missing',
  async (statement) => {
    await write('0001-thing', statement)
    expect((await migrate()).ok).toBe(true)
    await stores.postgres.pool.query(/VIEW/.test(statement) ? 'DROP VIEW thing' : 'DROP TYPE thing')
    expect((await migrate()).drift).toMatchObject([
      { name: 'public.thing', problem: 'missing', migration: '0001-thing' },
    ])
  },
)

function write(name: string, sql: string): Promise<void> {
  return project.write('postgres', name, sql)
}

function migrate(options: Parameters<typeof migrateStores>[1] = {}): Promise<MigrateReport> {
  return migrateStores(stores, { ...options, directories: project.directories, only: ['postgres'] })
}

async function numbers(sql: string): Promise<readonly number[]> {
  const { rows } = await stores.postgres.pool.query<{ n: number }>(sql)
  return rows.map(({ n }) => n)
}
