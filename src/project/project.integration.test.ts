import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createMigratedStores } from '../../test/support/migrated-stores.js'
import { reserveFreePort } from '../../test/support/reserve-free-port.js'
import { createTestDatabases } from '../../test/support/test-databases.js'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { createTestConfig } from '../../test/support/create-test-config.js'
import type { ResolvedConfig } from '../config/resolved-config.js'
import type { Endpoints } from '../core/store-types.js'
import { STORE_NAMES } from '../core/store-name.js'
import { Project } from './project.js'
import { silentReporter, type StackReporter } from './state/stack-reporter.js'
import { acquireStackLock } from './state/stack-lock.js'
import { readLastVerification } from './state/last-verification.js'
import { createEmptyState, type StackEngine } from './state/stack-state.js'
import { createStateDirectory, writeState } from './state/state-file.js'

const { signal } = new AbortController()

test('a command after `up --with redis` takes the add-on from the state', async () => {
  const url = 'postgres://127.0.0.1:1/homemanager'
  const endpoints: Endpoints = {
    postgres: { url },
    dynamodb: {
      endpoint: 'http://127.0.0.1:2',
      region: 'us-east-1',
      table: 'todos',
      accessKeyId: 'a',
      secretAccessKey: 'b',
    },
    mongo: { url: 'mongodb://127.0.0.1:3/homemanager' },
  }
  const directory = await createDirectory()
  expect(() => new Project(createTestConfig(directory)).environment()).toThrow('is not running')
  const config = toExternalConfig(directory, endpoints)
  const engines = STORE_NAMES.map(
    (store, n) => ({ store, provider: 'external', port: n + 1, endpoint: endpoints[store] }) as StackEngine,
  )
  const project = new Project(config)
  expect(project.addonUrls().redis).toBeUndefined()
  const addon = { port: 4, engine: 'image', containerId: 'one' }
  const addons = [
    { name: 'redis', url: 'redis://127.0.0.1:4', ...addon },
    { name: 'pgbouncer', url: 'postgres://127.0.0.1:4/homemanager', ...addon },
  ] as const
  createStateDirectory(config.home)
  writeState({ config, state: { ...createEmptyState(config), engines, addons } })
  expect(project.addonUrls().redis).toBe('redis://127.0.0.1:4')
  expect(project.environment()).toMatchObject({
    HOMEMANAGER_POSTGRES_URL: url,
    HOMEMANAGER_POSTGRES_POOL_URL: 'postgres://127.0.0.1:4/homemanager',
    HOMEMANAGER_REDIS_URL: 'redis://127.0.0.1:4',
  })
})

test('an engine that has ended is not replaced by whatever listens on its port now', async () => {
  await using databases = await createTestDatabases()
  const { mongo, ...external } = databases.endpoints
  const { mongo: own } = createTestConfig('')
  const config = { ...toExternalConfig(await createDirectory(), databases.endpoints), mongo: own }
  const project = new Project(config)
  const ended = { pid: process.pid, startedAt: '1' }
  const record = { store: 'mongo', provider: 'embedded', engine: 'mongod', process: ended } as const
  const others = [
    { store: 'postgres', endpoint: external.postgres },
    { store: 'dynamodb', endpoint: external.dynamodb },
  ].map((each) => ({ provider: 'external', port: 1, engine: 'external', ...each })) as StackEngine[]
  createStateDirectory(config.home)
  const save = (port: number): void =>
    writeState({
      config,
      state: { ...createEmptyState(config), engines: [...others, { ...record, port, endpoint: mongo }] },
    })
  save(Number(new URL(mongo.url).port))
  for (const use of [() => project.endpoints(), () => project.environment()])
    expect(use).toThrow(expect.objectContaining({ code: 'STACK_NOT_RUNNING' }) as Error)
  save(await reserveFreePort())
  expect(project.endpoints().mongo).toEqual(mongo)
})

test('the timeout of up includes the wait for the lock and for `waitFor`', async () => {
  const directory = await createDirectory()
  await using databases = await createMigratedStores()
  const config = toExternalConfig(directory, databases.endpoints)
  const project = new Project({
    ...config,
    services: { ...config.services, todo: { url: 'http://127.0.0.1:1' } },
  })
  const lock = await acquireStackLock(config.home, { timeoutMs: 1000, signal, reporter: silentReporter })
  const started = performance.now()
  const up = project.up({
    services: 'none',
    waitFor: ['todo'],
    timeoutMs: 7000,
    signal,
    reporter: silentReporter,
  })
  const releaseLock = async (): Promise<void> => {
    await sleep(4000)
    lock[Symbol.dispose]()
  }
  const [result] = await Promise.allSettled([up, releaseLock()])
  expect(result).toMatchObject({
    reason: { code: 'READY_TIMEOUT', message: 'todo did not become ready within 7 s.' },
  })
  const elapsedMs = performance.now() - started
  expect(elapsedMs).toBeGreaterThan(6900)
  // With a timeout of its own, `waitFor` would take until at least 11 s.
  expect(elapsedMs).toBeLessThan(10_500)
})

test('services that fail to start cancel the seeding', async () => {
  const directory = await createDirectory()
  await using databases = await createMigratedStores()
  const config = toExternalConfig(directory, databases.endpoints)
  // The services cannot write their secret where there is a directory.
  await mkdir(join(config.home, 'cursor-secret', 'directory'), { recursive: true })
  const events: string[] = []
  const reporter: StackReporter = {
    ...silentReporter,
    task: (label) => ({
      update: () => {},
      phase: () => {},
      succeed: () => events.push(`${label} succeeded`),
      fail: () => events.push(`${label} failed`),
    }),
  }
  const up = new Project(config).up({
    seed: 'load',
    services: 'background',
    timeoutMs: 120_000,
    signal,
    reporter,
  })
  await expect(up).rejects.toMatchObject({ code: 'SERVICES_FAILED' })
  expect(events.slice(-2)).toEqual(['services failed', 'seed load failed'])
  const count = async (): Promise<unknown> =>
    (await databases.stores.postgres.pool.query('SELECT count(*)::int AS count FROM users')).rows[0]
  const before = await count()
  await sleep(500)
  expect(await count()).toEqual(before)
})

test('the timeout of up ends the seeding', async () => {
  const directory = await createDirectory()
  await using databases = await createMigratedStores()
  const up = new Project(toExternalConfig(directory, databases.endpoints)).up({
    seed: 'load',
    services: 'none',
    timeoutMs: 4000,
    signal,
    reporter: silentReporter,
  })
  await expect(up).rejects.toMatchObject({
    code: 'READY_TIMEOUT',
    message: 'Seeding did not finish in time.',
  })
})

test('after a reset, the state names no seeded profile, and what verify found before is forgotten', async () => {
  await using databases = await createMigratedStores()
  const config = createTestConfig(await createDirectory())
  writeState({ config, state: { ...createEmptyState(config), seeded: ['demo'] } })
  const project = new Project(config)
  await project.verify(databases.stores)
  expect(readLastVerification(config.home)).toMatchObject({ violations: 0 })
  await project.reset(databases.stores)
  expect(readLastVerification(config.home)).toBeUndefined()
  expect(project.state().seeded).toEqual([])
})

async function createDirectory(): Promise<string> {
  const directory = await createTemporaryDirectory('homemanager project ')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

function toExternalConfig(home: string, { postgres, dynamodb, mongo }: Endpoints): ResolvedConfig {
  const config = createTestConfig(home)
  return {
    ...config,
    provider: 'external',
    postgres: { ...config.postgres, url: postgres.url },
    dynamodb: { ...config.dynamodb, ...dynamodb },
    mongo: { ...config.mongo, url: mongo.url },
  }
}
