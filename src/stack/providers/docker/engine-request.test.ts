import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineRequest } from './engine-request.js'

/** What engines answer to a request that has nothing to say, and how they write JSON. */
const ANSWERS: Readonly<Record<string, readonly [status: number, text: string]>> = {
  '/docker': [200, ''],
  '/podman': [200, 'OK\n'],
  '/described': [200, '{"Id":"1"}'],
  '/listed': [200, ' [1]\n'],
  '/gone': [404, '{"message":"no such container"}'],
  '/refused': [500, '{"message":"driver failed"}'],
}

let folder: string
let server: Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hm-engine-request-'))
  server = createServer(({ url = '' }, response) => {
    const [status, text] = ANSWERS[url] ?? [404, '']
    response.writeHead(status).end(text)
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'engine.sock'), resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

const ask = async (path: string): Promise<unknown> =>
  engineRequest({ kind: 'socket', path: join(folder, 'engine.sock') }, { path })

test.each([
  ['/docker', undefined],
  ['/podman', undefined],
  ['/gone', undefined],
  ['/described', { Id: '1' }],
  ['/listed', [1]],
])('%s is understood', async (path, answer) => {
  expect(await ask(path)).toEqual(answer)
})

test('a refusal has the words of the engine', async () => {
  await expect(ask('/refused')).rejects.toMatchObject({ code: 'DOCKER_REFUSED', detail: 'driver failed' })
})
