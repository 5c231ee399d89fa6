import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { isRedisReady } from '../../src/addons/is-redis-ready.js'
import type { Endpoints } from '../../src/core/store-types.js'
import { readReply } from '../../src/core/read-reply.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { canTestWithProgram } from '../support/can-test-with-program.js'
import { type CliProject, createCliProject } from '../support/cli-project.js'
import { openHostilePage } from '../support/hostile-browser.js'
import { listListeningPorts } from '../support/listening-ports.js'
import { reserveFreePort } from '../support/reserve-free-port.js'
import { waitUntil } from '../support/wait-until.js'

const canTest = ['chromium', 'redis-server', 'pgbouncer'].every((name) =>
  canTestWithProgram(name, '--version'),
)

test.skipIf(process.platform !== 'linux' || !canTest)(
  'a page of another site reads and changes nothing at any port of a stack',
  async () => {
    await using stack = await createCliProject()
    await using careless = await startCarelessServer()
    await using redis = await startOpenRedis()
    const up = await stack.run('up', '--with', 'redis', 'pgbouncer', '--studio')
    expect(up).toMatchObject({ code: 0 })
    await using stores = await openStores(await readEndpoints(stack))
    const before = await countRecords(stores)
    const listening = listListeningPorts(stack.home)
    expect(listening.filter(({ host }) => !host.startsWith('127.'))).toEqual([])
    const ports = [...new Set(listening.map(({ port }) => port))]
    // The gateway and three services, three engines and the one behind the front of DynamoDB, two add-ons, Studio.
    expect(ports).toHaveLength(11)
    expect(ports).toEqual(expect.arrayContaining(Object.values(stack.ports)))
    // No page can guess the address of the engine behind the front.
    const fronted = listening.filter(({ host }) => host !== '127.0.0.1')
    expect(fronted).toHaveLength(1)
    const findings = await openHostilePage([...ports, redis.port, careless.port])

    // That the page can attack: a server that allows every origin is read and changed, in all these ways.
    const { port } = careless
    const successes = findings.filter((finding) => finding.port === port).map(({ what }) => what)
    expect(successes).toEqual(expect.arrayContaining(['read GET /healthz', 'read POST /', 'loaded <script>']))
    const hosts = [
      expect.stringMatching(/^POST (?:127.0.0.1|localhost):/),
      `POST rebound.evil.example:${port}`,
    ]
    expect([...careless.requests]).toEqual(expect.arrayContaining(hosts))

    expect(findings.filter((finding) => finding.port !== port)).toEqual([])
    expect(await countRecords(stores)).toEqual(before)
    expect(await redis.send('DBSIZE')).toBe(':0')
    expect(await redis.send('SET own 1')).toBe('+OK')
  },
  120_000,
)

async function readEndpoints(stack: CliProject): Promise<Endpoints> {
  const { engines } = await stack.readState()
  return Object.fromEntries(engines.map(({ store, endpoint }) => [store, endpoint])) as unknown as Endpoints
}

interface OpenRedis extends AsyncDisposable {
  readonly port: number
  /** Sends a command as text and resolves to the first line of the reply. */
  send(command: string): Promise<string>
}

/** Redis without a password, as in its container. That of an embedded stack requires one. */
async function startOpenRedis(): Promise<OpenRedis> {
  const port = await reserveFreePort()
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  await waitUntil(async () => isRedisReady(`redis://127.0.0.1:${port}`, 1000))
  return {
    port,
    async send(command) {
      const reply = await readReply(
        { hostname: '127.0.0.1', port: `${port}` },
        Buffer.from(`${command}\r\n`),
        {
          timeoutMs: 5000,
          isComplete: (bytes) => bytes.includes('\r\n'),
        },
      )
      return reply?.toString().trim() ?? ''
    },
    async [Symbol.asyncDispose]() {
      const exited = once(server, 'exit')
      server.kill()
      await exited
    },
  }
}

/** What the pages try to create. */
async function countRecords({ postgres, dynamodb, mongo }: Stores): Promise<unknown> {
  const users = await postgres.pool.query('SELECT count(*) FROM users')
  const { TableNames } = await dynamodb.client.send(new ListTablesCommand({}))
  const { Count } = await dynamodb.client.send(new ScanCommand({ TableName: dynamodb.table }))
  const collections = await mongo.db.collections()
  const documents = await Promise.all(collections.map(async (each) => each.countDocuments()))
  return { users: users.rows, evil: TableNames?.includes('evil'), items: Count, documents }
}

interface CarelessServer extends AsyncDisposable {
  readonly port: number
  /** `METHOD HOST` of each request. */
  readonly requests: ReadonlySet<string>
}

/** A server that any page may use. */
async function startCarelessServer(): Promise<CarelessServer> {
  const requests = new Set<string>()
  const server = createServer(({ method, headers }, response) => {
    requests.add(`${method} ${headers.host}`)
    response.writeHead(200, {
      'content-type': 'text/javascript',
      'access-control-allow-origin': headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': '*, authorization, content-type, x-amz-target, x-amz-date',
      'access-control-allow-methods': '*, DELETE',
    })
    response.end('0')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
