import { expect, test } from 'vitest'
import { createCliProject, type CliProject } from '../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../test/support/json-schema.js'
import { reserveFreePorts } from '../../test/support/reserve-free-port.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { DEMO_LOGIN } from '../dataset/demo-login.js'
import { isAlive } from '../providers/process-identity.js'
import type { AddonRecord } from '../providers/provider.js'
import { Client } from '../stores/postgres/client/pg.js'
import { isRedisReady } from './is-redis-ready.js'

const ADDONS = ['redis', 'pgbouncer', 'postgres-replica'] as const
const NAME = `SELECT display_name FROM users WHERE email = '${DEMO_LOGIN.email}'`

test.skipIf(process.platform !== 'linux')(
  'add-ons run without Docker, reads go to the replica, and killed add-ons come back',
  async () => {
    // Other stacks on this machine may have the default ports, or choose them while an add-on is not running.
    const ports = await reserveFreePorts(ADDONS)
    await using stack = await createCliProject(ADDONS.map((name) => `  ${name}: ${ports[name]}\n`).join(''))
    const up = await stack.run('up', '--seed', 'demo', '--with', ...ADDONS, '--replica-lag', '10m')
    expect(up).toMatchObject({ code: 0 })
    const status: unknown = JSON.parse((await stack.run('status', '--json')).stdout)
    await expectToMatchSchema('status', status)
    expect(status).toMatchObject({
      ok: true,
      changes: [],
      addons: { 'postgres-replica': { status: 'healthy' } },
    })

    const { redis, pgbouncer, 'postgres-replica': replica } = await readAddons(stack)
    expect(await isRedisReady(redis.url, 5000)).toBe(true)
    expect(await isRedisReady(redis.url.replace(/:[0-9a-f]+@/, ':wrong@'), 5000)).toBe(false)
    expect(await query(pgbouncer.url, NAME)).toEqual([{ display_name: 'Alex Parker' }])
    expect(await query(replica.url, 'SELECT pg_is_in_recovery() AS standby')).toEqual([{ standby: true }])

    const token = await signIn(stack)
    const changed = await request(stack, token, { method: 'PATCH', body: '{"display_name":"Alexandra"}' })
    expect(await readName(stack, token)).toBe('Alexandra')
    expect(changed.headers.get('x-read-after')).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/)
    expect(await query(replica.url, NAME)).toEqual([{ display_name: 'Alex Parker' }])
    // Somebody else's read may be older, unless it names the position of the write.
    const position = { 'x-read-after': changed.headers.get('x-read-after') ?? '' }
    const other = await signIn(stack, 'jamie.parker@homemanager.example')
    const id = ((await (await request(stack, token)).json()) as { readonly id: string }).id
    expect(await readName(stack, other, id)).toBe('Alex Parker')
    expect(await readName(stack, other, id, position)).toBe('Alexandra')
    expect(await readName(stack, other, id, { 'cache-control': 'no-cache' })).toBe('Alexandra')

    const killed = Object.values(await readAddons(stack)).map(({ process: identity }) => identity)
    const kill = (identity: AddonRecord['process']): boolean => process.kill(identity?.pid ?? 0, 'SIGKILL')
    kill(replica.process)
    // Without it, the primary answers.
    expect(['Alex Parker', 'Alexandra']).toContain(await readName(stack, other, id))
    for (const { process: identity } of [redis, pgbouncer]) kill(identity)
    await waitUntil(async () =>
      Object.values(await readAddons(stack)).every(
        ({ process: identity }) =>
          identity !== undefined && isAlive(identity) && !killed.some((each) => each?.pid === identity.pid),
      ),
    )
    expect(await stack.run('wait', '--timeout', '60')).toMatchObject({ code: 0 })

    const again = await stack.run('up', '--replica-lag', '0')
    expect(again.stdout).toContain('postgres-replica: lag 10m → lag 0')
    await request(stack, token, { method: 'PATCH', body: '{"display_name":"Sasha"}' })
    await waitUntil(async () => (await query(replica.url, NAME)).some((row) => row.display_name === 'Sasha'))
    expect((await stack.run('down')).stdout).toContain('postgres-replica')
  },
  120_000,
)

async function readAddons(stack: CliProject): Promise<Record<(typeof ADDONS)[number], AddonRecord>> {
  const { addons = [] } = await stack.readState()
  return Object.fromEntries(addons.map((record) => [record.name, record])) as Record<
    (typeof ADDONS)[number],
    AddonRecord
  >
}

async function query(connectionString: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function signIn(stack: CliProject, email: string = DEMO_LOGIN.email): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${stack.ports.gateway}/identity/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: DEMO_LOGIN.password }),
  })
  return ((await response.json()) as { readonly access_token: string }).access_token
}

async function request(
  stack: CliProject,
  token: string,
  {
    id = 'me',
    headers,
    ...init
  }: Omit<RequestInit, 'headers'> & {
    readonly id?: string
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Promise<Response> {
  return fetch(`http://127.0.0.1:${stack.ports.gateway}/identity/v1/users/${id}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  })
}

async function readName(
  stack: CliProject,
  token: string,
  id = 'me',
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await request(stack, token, { id, headers })
  return ((await response.json()) as { readonly display_name: string }).display_name
}
