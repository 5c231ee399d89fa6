import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { openWireReader } from './open-wire-reader.js'

test('a reader outlives its connection: a lost request fails, and the next one opens another', async () => {
  await using databases = await createTestDatabases()
  const target = new URL(databases.endpoints.mongo.url)
  const sockets = new Set<Socket>()
  let forwards = true
  const proxy = createServer((client) => {
    sockets.add(client)
    client.on('error', () => {})
    if (!forwards) return
    const server = connect(Number(target.port), target.hostname)
    server.on('error', () => client.destroy())
    client.on('close', () => server.destroy())
    client.pipe(server).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  const url = new URL(`mongodb://127.0.0.1:${port}${target.pathname}`)
  await using reader = await openWireReader(url)
  const find = async (): Promise<readonly object[]> => reader.find('none', { filter: {} })
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  expect(await find()).toEqual([])
  forwards = false
  dropAll()
  // It is accepted, and closed before there is a reply.
  const timer = setInterval(dropAll, 10)
  await expect(find()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  clearInterval(timer)
  // It is accepted, and there is no reply, as from a suspended process.
  await expect(find()).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    detail: 'It accepts connections, and does not respond',
  })
  forwards = true
  expect(await Promise.all([find(), find()])).toEqual([[], []])
  proxy.close()
})
