import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { waitUntil } from '../../../test/support/wait-until.js'
import { createApiCaller, createTestUser } from '../../../test/support/api-caller.js'
import { startTestServices } from '../../../test/support/test-services.js'

interface CustomService extends AsyncDisposable {
  readonly url: string
  readonly server: Server
  readonly seen: IncomingMessage[]
}

/** A todo service of the user's own. */
async function startCustomService(listener: RequestListener): Promise<CustomService> {
  const seen: IncomingMessage[] = []
  const server = createServer((incoming, response) => {
    seen.push(incoming)
    if (incoming.url === '/healthz') response.end('{}')
    else listener(incoming, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('requests for a service of the user’s own go there, with their ids and without what is not theirs', async () => {
  await using own = await startCustomService((incoming, response) => {
    response.setHeader('etag', '"7"')
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.end(JSON.stringify({ url: incoming.url }))
  })
  await using under = await startTestServices({ upstreams: { todo: `${own.url}/base/` } })
  const owner = await createTestUser(under.gateway)
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const answer = await owner.call('GET', '/todo/v1/todos?limit=5&tag=a%20b', undefined, {
    'x-request-id': 'request-1',
    traceparent: `00-${trace}-00f067aa0ba902b7-01`,
    'x-forwarded-prefix': '/evil',
  })
  expect(answer.body['url']).toBe('/base/v1/todos?limit=5&tag=a%20b')
  expect([answer.headers.get('etag'), answer.headers.getSetCookie()]).toEqual(['"7"', ['a=1', 'b=2']])
  expect(answer.headers.get('x-request-id')).toBe('request-1')
  expect(own.seen.at(-1)?.headers).toMatchObject({
    authorization: `Bearer ${owner.token}`,
    'x-request-id': 'request-1',
    traceparent: expect.stringContaining(trace),
    'x-forwarded-prefix': '/todo',
    host: new URL(own.url).host,
  })
  // The others stay bundled.
  expect((await owner.call('GET', '/budget/v1/categories')).status).toBe(200)
  for (const path of ['/todo//evil.example/', '/todo/../healthz', '/todo/%2e%2e/x']) {
    const { hostname, port } = new URL(under.gateway)
    const sent = request({ hostname, port, path }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect([path, response.statusCode]).toEqual([path, 400])
    response.resume()
  }
})

test('bodies are streamed both ways, and the connection is kept', async () => {
  const sockets = new Set<unknown>()
  await using own = await startCustomService((incoming, response) => {
    sockets.add(incoming.socket)
    incoming.pipe(response)
  })
  await using under = await startTestServices({ upstreams: { todo: own.url } })
  const bytes = randomBytes(3_000_000)
  const digest = (value: Uint8Array): string => createHash('sha256').update(value).digest('hex')
  for (let n = 0; n < 5; n++) {
    const response = await fetch(`${under.gateway}/todo/v1/echo`, {
      method: 'POST',
      body: n % 2 === 0 ? bytes : Readable.toWeb(Readable.from([bytes])),
      ...({ duplex: 'half' } as object),
    })
    expect(digest(new Uint8Array(await response.arrayBuffer()))).toBe(digest(bytes))
  }
  expect(sockets.size).toBe(1)
  // The first half of an answer comes before the second half of the question is sent.
  const { hostname, port } = new URL(under.gateway)
  const slow = request({ hostname, port, path: '/todo/v1/echo', method: 'POST' })
  slow.write('first')
  const [response] = (await once(slow, 'response')) as [IncomingMessage]
  const [piece] = (await once(response, 'data')) as [Buffer]
  expect(piece.toString()).toBe('first')
  slow.end('second')
  expect((await once(response, 'data')).toString()).toBe('second')
})

test('a service that is down, hangs up or is given too much is told as a problem', async () => {
  await using own = await startCustomService((incoming, response) => {
    if (incoming.url === '/v1/hang-up') incoming.socket.destroy()
    else if (incoming.url === '/v1/half') {
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    } else response.end('{}')
  })
  await using under = await startTestServices({ upstreams: { todo: own.url } })
  const anyone = createApiCaller(under.gateway)
  expect(await anyone('GET', '/todo/v1/hang-up')).toMatchObject({
    status: 502,
    body: { code: 'UPSTREAM_UNREACHABLE' },
  })
  await expect(fetch(`${under.gateway}/todo/v1/half`).then((response) => response.text())).rejects.toThrow(
    /terminated|fetch failed/,
  )
  const { hostname, port } = new URL(under.gateway)
  const headers = { 'content-length': String(65 * 2 ** 20) }
  const large = request({ hostname, port, path: '/todo/v1/x', method: 'POST', headers })
  large.on('error', () => {})
  large.flushHeaders()
  const [rejected] = (await once(large, 'response')) as [IncomingMessage]
  expect(rejected.statusCode).toBe(413)
  rejected.resume()
  large.destroy()
  own.server.closeAllConnections()
  own.server.close()
  await sleep(20)
  const down = await anyone('GET', '/todo/v1/todos')
  expect(down).toMatchObject({ status: 502, body: { code: 'UPSTREAM_UNREACHABLE' } })
  expect(down.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(await anyone('GET', '/healthz')).toMatchObject({
    status: 503,
    body: {
      services: {
        todo: {
          status: 'unhealthy',
          reason: expect.stringContaining('ECONNREFUSED') as string,
        },
        budget: { status: 'healthy' },
      },
    },
  })
})

test('a client that goes away takes its request with it', async () => {
  let closed = false
  await using own = await startCustomService((_incoming, response) => {
    response.on('close', () => {
      closed = true
    })
  })
  await using under = await startTestServices({ upstreams: { todo: own.url } })
  const leaving = new AbortController()
  const sent = fetch(`${under.gateway}/todo/v1/slow`, { signal: leaving.signal }).catch(() => 'left')
  while (own.seen.length === 0) await sleep(10)
  leaving.abort()
  expect(await sent).toBe('left')
  await waitUntil(async () => closed)
})
