import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { writeMarker, readMarkers } from '../../../test/support/markers.js'
import { chooseRounds } from '../../../test/support/choose-rounds.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { createIdentityClient } from '../../services/identity/api/create-identity-client.js'
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
  expect(fork.status.services.gateway).toEqual({ status: 'healthy', url: fork.services.gateway })
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
