import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import type { Stores } from '../../src/stores/stores.js'
import { canTestWithProgram } from '../support/can-test-with-program.js'
import { openHostilePage } from '../support/hostile-browser.js'
import { startTestServices } from '../support/test-services.js'

test.skipIf(!canTestWithProgram('chromium', '--version'))(
  'a page of another site reads and changes nothing at any port of a stack',
  async () => {
    await using stack = await startTestServices()
    await using careless = await startCarelessServer()
    const { stores } = stack
    const before = await countRecords(stores)
    const { endpoint } = stores.dynamodb.endpoint
    const ports = [
      ...Object.values(stack.services.urls),
      stores.postgres.endpoint.url,
      endpoint,
      stores.mongo.endpoint.url,
    ].map((url) => Number(new URL(url).port))
    const behind = findEngineBehind(Number(new URL(endpoint).port))
    // Only Linux has other loopback addresses.
    expect(process.platform !== 'linux' || behind.host !== '127.0.0.1').toBe(true)
    const findings = await openHostilePage([...ports, behind.port, careless.port])

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
  },
  120_000,
)

/** What the pages try to create. */
async function countRecords({ postgres, dynamodb, mongo }: Stores): Promise<unknown> {
  const users = await postgres.pool.query('SELECT count(*) FROM users')
  const { TableNames } = await dynamodb.client.send(new ListTablesCommand({}))
  const { Count } = await dynamodb.client.send(new ScanCommand({ TableName: dynamodb.table }))
  const collections = await mongo.db.collections()
  const documents = await Promise.all(collections.map(async (each) => each.countDocuments()))
  return { users: users.rows, evil: TableNames?.includes('evil'), items: Count, documents }
}

/** Where the engine behind the front of DynamoDB listens. */
function findEngineBehind(port: number): { readonly host: string; readonly port: number } {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid, args: readProcFile(pid, 'cmdline').split('\0') }))
  const front = processes.find(
    ({ args }) => args.some((each) => each.endsWith('/dynamodb-front.cjs')) && args.includes(`${port}`),
  )
  const engine = processes.find(({ pid, args }) => {
    const [, parent] = /\) \w (\d+) /.exec(readProcFile(pid, 'stat')) ?? []
    return parent === front?.pid && args.includes('--host')
  })
  const { args = [] } = engine ?? {}
  return { host: args[args.indexOf('--host') + 1] ?? '', port: Number(args[args.indexOf('--port') + 1]) }
}

function readProcFile(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
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
