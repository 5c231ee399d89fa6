import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js'
import {
  createMigrationProject,
  type MigrationProject,
  SAMPLES,
} from '../../test/support/sample-migrations.js'
import { STORE_NAMES } from '../core/store-name.js'
import { openStores } from '../stores/open-stores.js'
import type { Stores } from '../stores/stores.js'
import { planMigrations } from './plan-migrations.js'
import { migrateStores } from './migrate-stores.js'
import { listMigrationStatuses } from './list-migration-statuses.js'
import { reserveFreePort } from '../../test/support/reserve-free-port.js'
import { checkAppliedMigrations, hasNoPendingMigrations } from './has-no-pending-migrations.js'

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

test('the first run applies every bundled migration, a second run none', async () => {
  const first = await migrateStores(stores)
  expect(first.problems).toEqual([])
  expect(first.items.map(({ store, id, outcome }) => `${store} ${id} ${outcome}`)).toEqual([
    'postgres identity/0001-identity applied',
    'postgres identity/0002-platform applied',
    'postgres identity/0003-membership-version applied',
    'postgres identity/0004-invitations applied',
    'postgres identity/0005-redaction applied',
    'postgres identity/0006-redact-invitations applied',
    'postgres identity/0007-password-rehash applied',
    'dynamodb todo/0001-todos applied',
    'mongo budget/0001-budget applied',
    'mongo budget/0002-expense-pages applied',
    'mongo budget/0003-memberships applied',
    'mongo budget/0004-family-categories applied',
    'mongo budget/0005-expire-memberships applied',
  ])
  expect((await listMigrationStatuses(stores)).map(({ state }) => state)).toEqual(Array(13).fill('applied'))
  // Another command that seeds creates and drops such collections.
  await stores.mongo.db.createCollection('homemanager_rehearsal_1_2_expenses')
  expect(await migrateStores(stores)).toMatchObject({ ok: true, items: [], drift: [] })
})

test('the reason is known why migrations cannot be checked', async () => {
  const missing = path.join(await createTemporaryDirectory('homemanager-missing-'), 'migrations')
  expect(await checkAppliedMigrations(engines.endpoints, { directories: { mongo: missing } })).toEqual({
    isComplete: false,
    problem: `The migration directory of mongo does not exist: ${missing}.`,
  })
  const mongo = { url: `mongodb://127.0.0.1:${await reserveFreePort()}/none?serverSelectionTimeoutMS=200` }
  expect(await checkAppliedMigrations({ ...engines.endpoints, mongo }, { only: ['mongo'] })).toEqual({
    isComplete: false,
    problem: 'MongoDB is not responding.',
  })
  // No store has a history yet.
  expect(await checkAppliedMigrations(engines.endpoints, {})).toEqual({ isComplete: false })
})

test('objects outside the migrated schema are not drift', async () => {
  await migrateStores(stores)
  await stores.postgres.pool.query('CREATE TABLE beside (id int); CREATE INDEX ON beside (id)')
  await stores.mongo.db.createCollection('beside')
  expect(await hasNoPendingMigrations(engines.endpoints, {})).toBe(true)
  await stores.postgres.pool.query('CREATE INDEX more ON users (created_at)')
  expect(await hasNoPendingMigrations(engines.endpoints, {})).toBe(false)
  const [drift] = (await migrateStores(stores)).drift
  expect(drift).toMatchObject({ store: 'postgres', kind: 'index', name: 'public.more', problem: 'extra' })
  // It does not stop a pending migration, and is reported.
  await project.write('postgres', '0001-one', SAMPLES.postgres.create(1))
  const options = { only: ['postgres'], directories: project.directories } as const
  expect(await planMigrations(stores, options)).toMatchObject({ problems: [], drift: [drift] })
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true, drift: [drift] })
})

describe.each(STORE_NAMES)('%s', (store) => {
  const sample = SAMPLES[store]
  const only = { only: [store] } as const
  const getState = async (id: string): Promise<string | undefined> =>
    (await listMigrationStatuses(stores, { ...only, directories: project.directories })).find(
      (each) => each.id === id,
    )?.state

  test('a failed migration is recorded and resumes at the failed step after the file is corrected', async () => {
    const options = { ...only, directories: project.directories }
    await project.write(store, '0001-thing', sample.failing)
    const failed = await migrateStores(stores, options)
    expect(failed.ok).toBe(false)
    expect(failed.items.at(-1)).toMatchObject({ id: '0001-thing', outcome: 'failed' })
    expect(await getState('0001-thing')).toBe('failed')
    await project.write(store, '0001-thing', sample.corrected)
    const resumed = await migrateStores(stores, options)
    expect(resumed).toMatchObject({ ok: true, items: [{ id: '0001-thing', outcome: 'applied' }] })
    expect(resumed.items[0]?.steps).toBe(store === 'postgres' ? 3 : 2)
    expect(await getState('0001-thing')).toBe('applied')
  })

  test('a changed, a missing and an out-of-order file stop the migration of the store', async () => {
    const options = { ...only, directories: project.directories }
    await project.write(store, '0001-one', sample.create(1))
    await project.write(store, '0003-three', sample.create(3))
    expect(await migrateStores(stores, options)).toMatchObject({ ok: true })

    await project.write(store, '0002-two', sample.create(2))
    expect((await migrateStores(stores, options)).problems[0]?.error.code).toBe('MIGRATION_OUT_OF_ORDER')
    expect(await migrateStores(stores, { ...options, allowOutOfOrder: true })).toMatchObject({
      ok: true,
      items: [{ id: '0002-two' }],
    })

    await project.write(store, '0002-two', sample.create(4))
    expect(await getState('0002-two')).toBe('changed')
    expect((await migrateStores(stores, options)).problems[0]?.error.code).toBe('MIGRATION_DRIFT')
    await project.write(store, '0002-two', sample.create(2).replaceAll('\n', '\r\n'))
    expect(await getState('0002-two')).toBe('applied')

    await project.remove(store, '0001-one')
    expect(await getState('0001-one')).toBe('missing')
    expect(await checkAppliedMigrations(engines.endpoints, options)).toEqual({
      isComplete: false,
      summary: '1 without a file',
    })
    expect((await migrateStores(stores, options)).problems[0]?.error.code).toBe('MIGRATION_DRIFT')
  })

  test('schema drift is reported and blocks the next migration', async () => {
    const options = { ...only, directories: project.directories }
    expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
    expect(await hasNoPendingMigrations(engines.endpoints, options)).toBe(true)
    await sample.causeDrift(stores)
    expect(await checkAppliedMigrations(engines.endpoints, options)).toEqual({
      isComplete: false,
      summary: 'the schema has drifted',
    })
    const [drift, ...others] = (await migrateStores(stores, options)).drift
    expect(drift).toMatchObject({ store, problem: 'missing' })
    expect(drift?.name).toContain(sample.driftedObject)
    expect(others).toEqual([])
    const changed = (await listMigrationStatuses(stores, options)).filter(({ state }) => state === 'changed')
    expect(changed).toHaveLength(1)
    expect(changed[0]?.drift?.[0]).toMatchObject({ problem: 'missing' })
    expect(changed[0]?.detail).toContain(sample.driftedObject)
    await project.write(store, '0001-one', sample.create(1))
    const [problem] = (await migrateStores(stores, options)).problems
    expect(problem?.error).toMatchObject({ code: 'MIGRATION_SCHEMA_DRIFT' })
    expect(problem?.error.detail).toContain(sample.driftedObject)
  })
})
