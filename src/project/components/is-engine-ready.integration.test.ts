import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabases, createTestDatabases } from '../../../test/support/test-databases.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { StackEngine } from '../state/stack-state.js'
import { isEngineReady } from './is-engine-ready.js'

let engines: TestDatabases

beforeAll(async () => {
  engines = await createTestDatabases()
})
afterAll(async () => engines[Symbol.asyncDispose]())

describe.each(STORE_NAMES)('%s', (store) => {
  test('is ready when it is running', async () => {
    expect(await isEngineReady(toStackEngine(store), 3000)).toBe(true)
  })

  test.each([
    ['nothing listens on the port', undefined],
    ['the server closes the connection', (socket: Socket) => socket.end()],
    ['the server does not reply', () => {}],
    ['the server sends an unexpected reply', (socket: Socket) => socket.end('EFATAL: starting up\r\n\r\n')],
  ])('is not ready when %s', async (_, behave) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      behave?.(socket)
    })
    const port = await listenOnLoopback(server)
    if (behave === undefined) server.close()
    const since = performance.now()
    expect(await isEngineReady(toStackEngine(store, port), 300)).toBe(false)
    expect(performance.now() - since).toBeLessThan(1500)
    server.close()
  })
})

/** The shared engine of a store, or the same on another port. */
function toStackEngine(store: StoreName, port?: number): StackEngine {
  const endpoint = engines.endpoints[store]
  const moved = JSON.stringify(endpoint).replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`)
  const parsed: unknown = port === undefined ? endpoint : JSON.parse(moved)
  return { store, endpoint: parsed, port: 0, engine: store, provider: 'embedded' } as StackEngine
}

async function listenOnLoopback(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
