import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { writeMarker, readMarkers } from '../../../test/support/markers.js'
import { chooseRounds } from '../../../test/support/choose-rounds.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { createIdentityClient } from '../../services/identity/api/create-identity-client.js'
import type { HomeError } from '../../core/home-error.js'
import { openPostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { readAppliedState } from '../../stores/dynamodb/migrations/read-applied-state.js'
import { createStack, type Stack } from '../stack/create-stack.js'

let stack: Stack
beforeAll(async () => {
  await buildOnce()
  stack = await createStack({ ephemeral: true, provider: 'embedded', services: 'none', seed: 'demo' })
}, 60_000)
afterAll(async () => stack.stop())

const listForkDatabases = async (): Promise<readonly string[]> => {
  const { rows } = await stack.stores.postgres.pool.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE 'fork%'",
  )
  const { databases } = await stack.stores.mongo.client.db('admin').admin().listDatabases()
  return [
    ...rows.map((row) => row.datname),
    ...databases.map(({ name }) => name).filter((name) => name.startsWith('fork')),
  ]
}

test('parallel forks have the same dataset and are isolated from each other', async () => {
  const [length = 0] = chooseRounds([20], [6])
  const before = await stack.verify()
  expect(before).toMatchObject({ ok: true })
  const forks = await Promise.all(Array.from({ length }, () => stack.fork()))
  try {
    await Promise.all(forks.map((fork, n) => writeMarker(fork, n)))
    const markers = await Promise.all(forks.map(readMarkers))
    expect(markers).toEqual(forks.map((_, n) => [[`mark ${n}`], `mark ${n}`, [`mark ${n}`]]))
    expect(await readMarkers(stack)).toEqual([[], undefined, []])
    const [first] = forks
    expect(
      (await first?.stores.mongo.db.collection('expenses').listIndexes().toArray())?.length,
    ).toBeGreaterThan(5)
  } finally {
    await Promise.all(forks.map((fork) => fork.stop()))
  }
  expect(await listForkDatabases()).toEqual([])
  expect((await stack.verify()).fingerprint).toEqual(before.fingerprint)
})

test('a fork is a stack: it can be migrated and forked, and has its own environment', async () => {
  await using fork = await stack.fork()
  await writeMarker(fork, 7)
  await using second = await fork.fork()
  expect(await readMarkers(second)).toEqual([['mark 7'], 'mark 7', ['mark 7']])
  expect(fork.env()['HOMEMANAGER_POSTGRES_URL']).not.toBe(stack.env()['HOMEMANAGER_POSTGRES_URL'])
  expect(await fork.migrate()).toMatchObject({ ok: true, items: [] })
  expect(fork.services.gateway).toBeNull()
})

test('a fork can have services and a gateway of its own', async () => {
  await using fork = await stack.fork({ services: true })
  await writeMarker(fork, 8)
  const gateway = { status: 'healthy', restartable: false, url: fork.services.gateway }
  expect(fork.status.services.gateway).toEqual(gateway)
  expect(fork.env()['HOMEMANAGER_GATEWAY_URL']).toBe(fork.services.gateway)
  const identity = createIdentityClient(`${fork.services.gateway}/identity`)
  const account = { email: 'new@example.com', password: 'a long password', display_name: 'New' }
  const { user } = await identity.register({ body: account })
  const count = async ({ stores }: Stack): Promise<number | null> =>
    (await stores.postgres.pool.query('SELECT FROM users WHERE id = $1', [user.id])).rowCount
  expect([await count(fork), await count(stack)]).toEqual([1, 0])
  await using withoutServices = await fork.fork()
  expect(await count(withoutServices)).toBe(1)
  expect(withoutServices.services.gateway).toBeNull()
  await fork.stop()
  await expect(fetch(`${fork.services.gateway}/healthz`)).rejects.toThrow('fetch failed')
})

test('connections in use are not closed: the error names them, and a fork is made once they have ended', async () => {
  const { pool } = stack.stores.postgres
  const taken = await pool.connect()
  await taken.query('SELECT 1')
  const other = await openPostgresStore(stack.stores.postgres.endpoint).pool.connect()
  await other.query("SET application_name = 'report'; BEGIN")
  const { detail = '' } = await stack.fork().then(
    () => ({}) as HomeError,
    (error: unknown) => error as HomeError,
  )
  expect(detail).toMatch(/^The database homemanager_identity has other connections:$/m)
  expect(detail).toMatch(
    /^process \d+: a client of this program that was taken from the pool and not released, idle/m,
  )
  expect(detail).toMatch(/, idle in transaction for \d s$/m)
  await taken.query('SELECT 1')
  taken.release()
  await other.query('COMMIT')
  other.release(true)
  await (await stack.fork()).stop()
})

test('clients that connect while the copy waits do not prevent it, if they are idle at times', async () => {
  const { pool } = stack.stores.postgres
  const controller = new AbortController()
  const connect = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      await pool.query('SELECT 1')
      await sleep(60)
    }
  }
  const connecting = connect()
  const forks = await Promise.all([stack.fork(), stack.fork()])
  controller.abort()
  await connecting
  expect(await Promise.all(forks.map((fork) => fork.stop()))).toHaveLength(2)
})

test('a store closes although a client was not released, idle or in a query', async () => {
  const store = openPostgresStore(stack.stores.postgres.endpoint)
  const idle = await store.pool.connect()
  const busy = await store.pool.connect()
  const query = busy.query('SELECT pg_sleep(60)').catch((error: unknown) => error)
  await store[Symbol.asyncDispose]()
  expect(String(await query)).toContain('Connection terminated')
  // The server notices only once the query has ended.
  await stack.stores.postgres.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'",
  )
  expect(() => {
    idle.release()
    busy.release()
  }).not.toThrow()
})

test('a store closes although its pool was ended', async () => {
  const store = openPostgresStore(stack.stores.postgres.endpoint)
  await store.ping()
  await store.pool.end()
  await expect(Promise.resolve(store[Symbol.asyncDispose]())).resolves.toBeUndefined()
})

test('an unknown option of a fork is refused', async () => {
  const options: object = { service: true }
  await expect(stack.fork(options)).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    suggestion: 'Did you mean "services"?',
  })
})

test('the forks of a killed process are dropped', async () => {
  const program = `import { forkHandle } from ${JSON.stringify(new URL('../../../dist/index.js', import.meta.url).href)}
    const fork = await forkHandle(JSON.parse(process.env.HANDLE))
    console.log(fork.env().HOMEMANAGER_DYNAMODB_ENDPOINT)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, HANDLE: JSON.stringify(stack.handle()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = (await once(child.stdout, 'data')) as [Buffer]
  expect(await listForkDatabases()).toHaveLength(2)
  child.kill('SIGKILL')
  await waitUntil(async () => (await listForkDatabases()).length === 0)
  await waitUntil(async () => {
    const response = await fetch(output.toString().trim()).catch(() => undefined)
    return response === undefined
  })
})

test('the table of an engine that is not embedded is copied within the engine', async () => {
  const { copyTable, deleteTableCopy } = await import('../../stores/dynamodb/fork/copy-table.js')
  const { endpoint } = stack.stores.dynamodb
  const copy = await copyTable(endpoint, 'copied-todos')
  expect(copy.table).toBe('copied-todos')
  expect((await readAppliedState(copy)).drifted).toBe(false)
  const { TableNames: names } = await stack.stores.dynamodb.client.send(new ListTablesCommand({}))
  expect(names).toEqual(expect.arrayContaining(['copied-todos', 'copied-todos-migrations']))
  await deleteTableCopy(endpoint, 'copied-todos')
  const { TableNames: left } = await stack.stores.dynamodb.client.send(new ListTablesCommand({}))
  expect(left?.filter((name) => name.startsWith('copied'))).toEqual([])
})
