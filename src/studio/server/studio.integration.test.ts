import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { createServedProject } from '../../../test/support/served-project.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { startStudioServer, type StudioServer } from './start-studio-server.js'

const MAX_FIRST_LOAD_BYTES = 250_000

let under: TestServices
let studio: StudioServer

beforeAll(async () => {
  await buildOnce()
  under = await startTestServices()
  const project = createServedProject(under)
  studio = await startStudioServer({ project, port: 0, write: true, program: 'homemanager' })
})
afterAll(async () => {
  await studio[Symbol.asyncDispose]()
  await under[Symbol.asyncDispose]()
})

test('only requests with the token, to its own host and from its own origin are answered', async () => {
  const url = new URL(studio.url)
  const token = url.searchParams.get('token') ?? ''
  const send = async (path: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest({ port: url.port, host: '127.0.0.1', path, headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
  const authorization = `Bearer ${token}`
  expect(await send('/api/session', { authorization })).toBe(200)
  expect(await send(`/api/session?token=${token}`, {})).toBe(200)
  for (const path of ['/api/session', '/api/page?address=/overview', '/api', '/api/anything'])
    expect([path, await send(path, {})]).toEqual([path, 401])
  expect(await send('/api/session', { authorization: `Bearer ${token}x` })).toBe(401)
  expect(await send('/api/session', { authorization, host: 'evil.example' })).toBe(403)
  expect(await send('/', { host: `evil.example:${url.port}` })).toBe(403)
  expect(await send('/api/session', { authorization, origin: 'http://evil.example' })).toBe(403)
  expect(await send('/api/session', { authorization, origin: 'null' })).toBe(403)
  expect(await send('/assets/../../package.json', {})).toBe(200)
  expect(await send('/assets/none.js', {})).toBe(404)
  const page = await fetch(url)
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'; /,
  )
  expect(await page.text()).not.toMatch(/<script>|\son\w+=|style=/)
})

test('the first load is small', async () => {
  const { origin } = new URL(studio.url)
  const html = await (await fetch(studio.url)).text()
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? '')
  expect(files.length).toBeGreaterThan(1)
  let bytes = gzipSync(html).length
  for (const file of files) bytes += gzipSync(await (await fetch(origin + file)).text()).length
  expect(bytes).toBeLessThan(MAX_FIRST_LOAD_BYTES)
})
