import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTestDatabases } from '../../test/support/test-databases.js'
import {
  createMigrationProject,
  type MigrationProject,
  SAMPLES,
} from '../../test/support/sample-migrations.js'
import { STORE_NAMES } from '../core/store-name.js'
import { waitUntil } from '../../test/support/wait-until.js'
import type { Endpoints } from '../core/store-types.js'
import { createMigrationStores } from '../stores/create-migration-stores.js'
import { openStores } from '../stores/open-stores.js'
import type { Stores } from '../stores/stores.js'
import { migrateStores } from './migrate-stores.js'
import { revertStores } from './revert-stores.js'
import { listMigrationStatuses } from './list-migration-statuses.js'
import { hasNoPendingMigrations } from './has-no-pending-migrations.js'

const SLEEP_MODULE = `export const migration = { up: [{ name: 'sleep', run: ({ signal }) => new Promise((_, reject) => {
  const timer = setTimeout(() => reject(new Error('Not aborted')), 30_000)
  signal.addEventListener('abort', () => { clearTimeout(timer); reject(new DOMException('Stopped', 'AbortError')) })
}) }] }`

test('a running migration is listed as such, and fails with MIGRATION_LOCK_LOST when unlock releases its lock', async () => {
  const { stores, project, options } = await createTestContext()
  await migrateStores(stores)
  await project.write('postgres', '0001-slow', 'ALTER TABLE users ADD COLUMN w int;\nSELECT pg_sleep(30);\n')
  for (const store of ['dynamodb', 'mongo'] as const)
    await writeFile(path.join(project.directories[store], '0001-slow.mjs'), SLEEP_MODULE)
  const all = await createMigrationStores(stores)
  const run = migrateStores(stores, options)
  for (const store of STORE_NAMES)
    await waitUntil(async () => (await all[store].getLockHolder()) !== undefined)
  await waitUntil(async () => (await listRunning(stores, options)).length === STORE_NAMES.length)
  expect(await listRunning(stores, options)).toEqual([
    ['postgres', '0001-slow', `running, pid ${process.pid}`, 'running'],
    ['dynamodb', '0001-slow', `running, pid ${process.pid}: 0 of 1 steps completed`, 'running'],
    ['mongo', '0001-slow', `running, pid ${process.pid}: 0 of 1 steps completed`, 'running'],
  ])
  await Promise.all(STORE_NAMES.map(async (store) => all[store].unlock()))
  const { items, problems } = await run
  expect(items.every(({ outcome }) => outcome === 'failed')).toBe(true)
  // If the lock is lost before the migration has begun, that is a problem of its store.
  const lost = [...items, ...problems].filter(({ error }) => error?.code === 'MIGRATION_LOCK_LOST')
  expect(lost.map(({ store }) => store).toSorted()).toEqual([...STORE_NAMES].toSorted())
})

test('while a migration is reverted, the pending one is not listed as running', async () => {
  const { stores, project, options } = await createTestContext()
  const only = { ...options, only: ['postgres'] } as const
  await project.write('postgres', '0001-slow', 'SELECT 1;\n-- homemanager: down\nSELECT pg_sleep(30);\n')
  expect((await migrateStores(stores, only)).ok).toBe(true)
  await project.write('postgres', '0002-next', SAMPLES.postgres.create(2))
  const { postgres } = await createMigrationStores(stores)
  const controller = new AbortController()
  let hasStarted = false
  const onStep = (): void => {
    hasStarted = true
  }
  const run = revertStores(stores, { ...only, signal: controller.signal, onStep })
  await waitUntil(() => hasStarted)
  expect(await listRunning(stores, only)).toEqual([
    ['postgres', '0001-slow', `running, pid ${process.pid}`, 'running'],
  ])
  controller.abort()
  const { items } = await run
  expect(items[0]?.error?.suggestion).toBe('Run homemanager migrate down again, which resumes it.')
  // Neither while a command changes the history alone.
  const locking = { waitMs: 1000, lockTimeoutMs: 0, statementTimeoutMs: 0 }
  await using _held = await postgres.lock({ ...locking, purpose: 'record' })
  expect(await listRunning(stores, only)).toEqual([])
})

test('nothing waits for the lock of a store if the check of another one fails', async () => {
  const { stores, project, options } = await createTestContext()
  await migrateStores(stores)
  await project.write('postgres', '0001-one', SAMPLES.postgres.create(1))
  await migrateStores(stores, options)
  await project.write('postgres', '0001-one', SAMPLES.postgres.create(2))
  await project.write('mongo', '0001-one', SAMPLES.mongo.create(1))
  const { mongo } = await createMigrationStores(stores)
  await using _held = await mongo.lock({ waitMs: 1000, lockTimeoutMs: 0, statementTimeoutMs: 0 })
  // The check fails while the lock is being waited for.
  const waiting = new AbortController()
  const postgres = once(waiting.signal, 'abort').then(() => stores.postgres)
  const { ok, items, problems } = await migrateStores(
    { ...stores, postgres },
    { ...options, waitMs: 230_000, onWait: () => setImmediate(() => waiting.abort()) },
  )
  expect({ ok, items, problems: problems.map(({ store }) => store) }).toEqual({
    ok: false,
    items: [],
    problems: ['postgres'],
  })
})

test('a migration is not applied if its entry cannot be written while the next one runs', async () => {
  const { stores, project, options } = await createTestContext()
  await migrateStores(stores)
  for (const [index, name] of ['0001-one', '0002-two', '0003-three'].entries())
    await project.write('mongo', name, SAMPLES.mongo.create(index + 1))
  // As if a later holder of the lock had written it.
  await stores.mongo.db
    .collection<{ _id: string; fence: number }>('homemanager_migrations')
    .insertOne({ _id: '0002-two', fence: Number.MAX_SAFE_INTEGER })
  const { ok, items } = await migrateStores(stores, options)
  expect(ok).toBe(false)
  expect(items.map(({ id, outcome, error }) => [id, outcome, error?.code])).toEqual([
    ['0001-one', 'failed', 'MIGRATION_LOCK_LOST'],
    ['0002-two', 'failed', 'MIGRATION_LOCK_LOST'],
  ])
})

test('the stack is locked once before pending migrations are run, until they have ended, and not without one', async () => {
  const { stores, project, options } = await createTestContext()
  await migrateStores(stores)
  const events: string[] = []
  const run = async (): Promise<readonly string[]> => {
    const { ok } = await migrateStores(stores, {
      ...options,
      onStep: ({ store }) => events.push(store),
      async lockStack() {
        events.push('lock')
        return Promise.resolve({ [Symbol.dispose]: () => events.push('unlock') })
      },
    })
    expect(ok).toBe(true)
    return events.splice(0)
  }
  for (const store of STORE_NAMES) await project.write(store, '0001-one', SAMPLES[store].create(1))
  const [first, ...others] = await run()
  expect([first, others.at(-1), new Set(others).size]).toEqual(['lock', 'unlock', 4])
  expect(await run()).toEqual([])
})

test('a table that another session has locked is reported after a short timeout', async () => {
  const { stores, project, options, endpoints } = await createTestContext()
  await migrateStores(stores)
  await project.write('postgres', '0001-one', SAMPLES.postgres.create(1))
  await migrateStores(stores, options)
  const holder = await stores.postgres.pool.connect()
  onTestFinished(() => holder.release(true))
  await holder.query('BEGIN; LOCK TABLE users')
  expect(await hasNoPendingMigrations(endpoints, options)).toBe(false)
  const onUncompared = vi.fn()
  const [strict, statuses] = await Promise.allSettled([
    listMigrationStatuses(stores, { ...options, only: ['postgres'] }),
    listMigrationStatuses(stores, { ...options, only: ['postgres'], onUncompared }),
  ])
  expect(strict).toMatchObject({ reason: { code: 'MIGRATION_TABLE_LOCKED' } })
  expect(statuses).toMatchObject({
    value: expect.arrayContaining([expect.objectContaining({ id: '0001-one', state: 'applied' })]),
  })
  expect(onUncompared.mock.calls).toEqual([[{ store: 'postgres', reason: 'locked' }]])
})

/** Running migrations, and why their schemas were not compared. */
async function listRunning(
  stores: Stores,
  options: Parameters<typeof listMigrationStatuses>[1],
): Promise<readonly (readonly (string | undefined)[])[]> {
  const reasons = new Map<string, string>()
  const statuses = await listMigrationStatuses(stores, {
    ...options,
    onUncompared: ({ store, reason }) => reasons.set(store, reason),
  })
  return statuses
    .filter(({ state }) => state === 'running')
    .map(({ store, id, detail }) => [store, id, detail, reasons.get(store)])
}

interface TestContext {
  readonly stores: Stores
  readonly project: MigrationProject
  readonly options: Pick<MigrationProject, 'directories'>
  readonly endpoints: Endpoints
}

async function createTestContext(): Promise<TestContext> {
  const engines = await createTestDatabases()
  const stores = await openStores(engines.endpoints)
  const project = await createMigrationProject()
  onTestFinished(async () => {
    await stores[Symbol.asyncDispose]()
    await engines[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })
  return { stores, project, options: { directories: project.directories }, endpoints: engines.endpoints }
}
