import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestDaemon } from './daemon-request.js'

/** How Docker and Podman write empty responses, JSON and errors. */
const RESPONSES: Readonly<Record<string, readonly [status: number, text: string]>> = {
  '/docker': [200, ''],
  '/podman': [200, 'OK\n'],
  '/described': [200, '{"Id":"1"}'],
  '/listed': [200, ' [1]\n'],
  '/gone': [404, '{"message":"no such container"}'],
  '/failed': [500, '{"message":"driver failed"}'],
}

let directory: string
let server: Server

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hm-daemon-request-'))
  server = createServer(({ url = '' }, response) => {
    const [status, text] = RESPONSES[url] ?? [404, '']
    response.writeHead(status).end(text)
  })
  await new Promise<void>((resolve) => server.listen(join(directory, 'daemon.sock'), resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(directory, { recursive: true })
})

const requestPath = async (path: string): Promise<unknown> =>
  requestDaemon({ kind: 'socket', path: join(directory, 'daemon.sock') }, { path })

test.each([
  ['/docker', undefined],
  ['/podman', undefined],
  ['/gone', undefined],
  ['/described', { Id: '1' }],
  ['/listed', [1]],
])('parses the response of %s', async (path, expected) => {
  expect(await requestPath(path)).toEqual(expected)
})

test("an error contains the daemon's message", async () => {
  await expect(requestPath('/failed')).rejects.toMatchObject({
    code: 'DOCKER_ERROR',
    detail: 'driver failed',
  })
})
