import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestDaemon } from './daemon-request.js'

/** What engines answer to a request that has nothing to say, and how they write JSON. */
const RESPONSES: Readonly<Record<string, readonly [status: number, text: string]>> = {
  '/docker': [200, ''],
  '/podman': [200, 'OK\n'],
  '/described': [200, '{"Id":"1"}'],
  '/listed': [200, ' [1]\n'],
  '/gone': [404, '{"message":"no such container"}'],
  '/refused': [500, '{"message":"driver failed"}'],
}

let directory: string
let server: Server

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hm-engine-request-'))
  server = createServer(({ url = '' }, response) => {
    const [status, text] = RESPONSES[url] ?? [404, '']
    response.writeHead(status).end(text)
  })
  await new Promise<void>((resolve) => server.listen(join(directory, 'engine.sock'), resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(directory, { recursive: true })
})

const requestPath = async (path: string): Promise<unknown> =>
  requestDaemon({ kind: 'socket', path: join(directory, 'engine.sock') }, { path })

test.each([
  ['/docker', undefined],
  ['/podman', undefined],
  ['/gone', undefined],
  ['/described', { Id: '1' }],
  ['/listed', [1]],
])('%s is understood', async (path, answer) => {
  expect(await requestPath(path)).toEqual(answer)
})

test('a refusal has the words of the engine', async () => {
  await expect(requestPath('/refused')).rejects.toMatchObject({
    code: 'DOCKER_ERROR',
    detail: 'driver failed',
  })
})
