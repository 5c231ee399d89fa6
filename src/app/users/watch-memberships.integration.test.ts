import { randomUUID } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  createTestFamilyMember,
  createTestUser,
  type SignedInUser,
  TEST_USER_PASSWORD,
} from '../../../test/support/api-caller.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { startServices } from '../services/start-services.js'
import { watchMemberships } from './watch-memberships.js'

const READS = ['/todo/v1/todos', '/budget/v1/expenses', '/budget/v1/budgets', '/identity/v1/users/me']

test('a token is refused by every service and host within a second after its membership moved', async () => {
  await using under = await startTestServices()
  const ports = { gateway: 0, identity: 0, todo: 0, budget: 0 }
  await using host = await startServices({
    stores: under.stores,
    ports,
    dataDirectory: under.dataDirectory,
    onWrite: undefined,
    passwordHashing: 'fast',
  })
  const read = async (user: SignedInUser): Promise<readonly number[]> =>
    Promise.all(
      [under.gateway, host.urls.gateway].flatMap((gateway) =>
        READS.map(async (path) => {
          const headers = { authorization: `Bearer ${user.token}` }
          return (await fetch(`${gateway}${path}`, { headers })).status
        }),
      ),
    )
  const owner = await createTestUser(under.gateway)
  const [removed, left, deleted, demoted] = await Promise.all(
    Array.from({ length: 4 }, async () => createTestFamilyMember(under.gateway, owner)),
  )
  if (!removed || !left || !deleted || !demoted) throw new Error('unreachable')
  const moved = [removed, left, deleted, demoted]
  for (const user of moved) expect(await read(user)).toEqual(Array(8).fill(200))
  const member = (user: SignedInUser): string => `/identity/v1/families/${owner.familyId}/members/${user.id}`
  await owner.call('DELETE', member(removed))
  await left.call('DELETE', member(left))
  await deleted.call('DELETE', '/identity/v1/users/me')
  await owner.call('PATCH', member(demoted), { role: 'child' })
  await sleep(1000)
  for (const user of moved) expect(await read(user)).toEqual(Array(8).fill(401))
  // Nothing else of a user is a reason.
  await owner.call('PATCH', '/identity/v1/users/me', {
    display_name: 'Robin',
    password: 'another password',
    current_password: TEST_USER_PASSWORD,
  })
  await sleep(200)
  expect(await read(owner)).toEqual(Array(8).fill(200))
})

test('a connection that stalls or is lost extends no token, and an unreachable PostgreSQL ends none', async () => {
  await using migrated = await createMigratedStores()
  const { pool, endpoint } = migrated.stores.postgres
  await using proxy = await startStallingProxy(new URL(endpoint.url))
  await using memberships = watchMemberships({
    ...migrated.stores.postgres,
    endpoint: { ...endpoint, url: proxy.url },
  })
  const [user, family] = [randomUUID(), randomUUID()]
  await pool.query(`INSERT INTO users (id, email, password_hash) VALUES ($1, $2, '')`, [user, user])
  await pool.query(`INSERT INTO families (id, name, owner_id) VALUES ($1, 'F', $2)`, [family, user])
  const isCurrent = async (membershipVersion: number): Promise<boolean> =>
    memberships.isCurrent({ userId: user, familyId: undefined, role: undefined, membershipVersion })
  const move = async (to: string | null): Promise<unknown> =>
    pool.query('UPDATE users SET family_id = $2 WHERE id = $1', [user, to])
  expect(await isCurrent(0)).toBe(true)
  proxy.stall(true)
  await move(family)
  await sleep(1000)
  const asked = isCurrent(0)
  proxy.stall(false)
  expect(await asked).toBe(false)
  expect(await isCurrent(1)).toBe(true)
  proxy.cut()
  await move(null)
  await sleep(1000)
  expect([await isCurrent(1), await isCurrent(2)]).toEqual([false, true])
  await proxy.stop()
  await sleep(1000)
  expect([await isCurrent(1), await isCurrent(2)]).toEqual([false, true])
})

interface StallingProxy extends AsyncDisposable {
  readonly url: string
  /** Holds back or delivers what the server sends. */
  stall(stalled: boolean): void
  /** Closes all connections. */
  cut(): void
  stop(): Promise<void>
}

async function startStallingProxy(target: URL): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  const upstreams = new Set<Socket>()
  const server = createServer((socket) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const each of [socket, upstream]) each.on('error', () => {})
    sockets.add(socket)
    upstreams.add(upstream)
    socket.pipe(upstream)
    upstream.pipe(socket)
    socket.on('close', () => upstream.destroy())
    upstream.on('close', () => socket.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' ? address?.port : '')
  const cut = (): void => sockets.forEach((socket) => socket.destroy())
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  return {
    url: url.href,
    stall: (stalled) => upstreams.forEach((upstream) => (stalled ? upstream.pause() : upstream.resume())),
    cut,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
