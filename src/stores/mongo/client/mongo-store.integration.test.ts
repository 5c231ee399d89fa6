import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { reserveFreePort } from '../../../../test/support/reserve-free-port.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { openMongoStore } from './mongo-store.js'
import { observeMongo } from './observe-mongo.js'

test('connects later if the server was not running at the first request', async () => {
  await using engines = await createTestDatabases()
  const url = new URL(engines.endpoints.mongo.url)
  const engine = { host: url.hostname, port: Number(url.port) }
  url.port = String(await reserveFreePort())
  await using store = openMongoStore({ url: url.href }, { requestTimeoutMs: 500 })
  await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  const server = createServer((client) => {
    const upstream = connect(engine)
    client.pipe(upstream).pipe(client)
    for (const socket of [client, upstream]) socket.on('error', () => client.destroy())
    client.once('close', () => upstream.destroy())
  }).listen(Number(url.port), '127.0.0.1')
  await once(server, 'listening')
  try {
    await expect(store.ping()).resolves.toMatchObject({ version: expect.any(String) as string })
  } finally {
    server.close()
  }
})

test('a refused connection is reported at once, not after the timeout of the URL', async () => {
  const port = await reserveFreePort()
  await using store = openMongoStore({
    url: `mongodb://127.0.0.1:${port}/none?serverSelectionTimeoutMS=3600000`,
  })
  await expect(store.ping()).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    cause: expect.objectContaining({ message: expect.stringContaining('ECONNREFUSED') as string }) as Error,
  })
  await expect(store.identify()).rejects.toThrow('ECONNREFUSED')
})

test.each(['bogusOption=1', 'tls=maybe', 'authMechanism=NONE'])(
  'a URL with %s is a configuration error',
  (parameter) => {
    expect(() => openMongoStore({ url: `mongodb://127.0.0.1/none?${parameter}` })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error,
    )
  },
)

test('the reason is reported if the servers of the URL are not those of its replica set, or do not speak TLS', async () => {
  await using engines = await createTestDatabases()
  const { host, pathname } = new URL(engines.endpoints.mongo.url)
  const reasons = [
    ['replicaSet=rs0', /The servers in the URL are not members of the replica set rs0\./],
    // Of the driver, or of newer versions of Node.js.
    ['tls=true', /'secureConnect' timed out|before secure TLS connection was established/],
  ] as const
  for (const [parameters, reason] of reasons) {
    const url = `mongodb://${host}${pathname}?${parameters}`
    await using store = openMongoStore({ url }, { requestTimeoutMs: 1000 })
    await expect(store.ping()).rejects.toMatchObject({ detail: expect.stringMatching(reason) as string })
  }
})

test('requests are observed on a connection that was opened before the observer was added', async () => {
  await using engines = await createTestDatabases()
  await using store = openMongoStore(engines.endpoints.mongo, { observable: true })
  await store.ping()
  const operations: string[] = []
  const stop = observeMongo(store, ({ operation }) => {
    operations.push(operation)
    return () => {}
  })
  await store.db.collection('expenses').findOne()
  stop()
  expect(operations).toEqual(['find'])
})

/** Listens at a port and forwards to an engine, in a process of its own. */
const FORWARDER = `
  const { connect, createServer } = require('node:net')
  const [host, from, to] = process.argv.slice(1)
  createServer((client) => void client.pipe(connect(Number(to), host)).pipe(client))
    .listen(Number(from), '127.0.0.1', () => console.log('ready'))`

test('a request fails whose connection the server has closed, although the driver takes it for open', async () => {
  await using engines = await createTestDatabases()
  const url = new URL(engines.endpoints.mongo.url)
  const { hostname, port } = url
  url.port = String(await reserveFreePort())
  const forwarder = spawn(process.execPath, ['-e', FORWARDER, hostname, url.port, port])
  await once(forwarder.stdout, 'data')
  await using store = openMongoStore({ url: url.href }, { requestTimeoutMs: 1000 })
  const find = async (): Promise<unknown> => store.db.collection('users').findOne({})
  await find()
  const failed = await new Promise((resolve, reject) => {
    setTimeout(() => {
      forwarder.kill('SIGKILL')
      // The connection is closed meanwhile. Node.js learns of it before `setImmediate`, and the driver after it.
      const since = performance.now()
      while (performance.now() - since < 300);
      setImmediate(() => void find().then(reject, resolve))
    }, 10)
  })
  expect(failed).toMatchObject({ name: expect.stringMatching(/^Mongo/) as string })
})
