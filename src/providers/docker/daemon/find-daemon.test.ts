import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { getDockerAvailability } from './docker-availability.js'
import { findDaemon } from './find-daemon.js'

const servers: Server[] = []
let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hm-daemon-'))
})
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  rmSync(home, { recursive: true })
})

const dockerHandler: RequestListener = (_, response) => response.setHeader('Api-Version', '1.41').end('OK')

async function listen(path: string, handler: RequestListener): Promise<string> {
  mkdirSync(join(path, '..'), { recursive: true })
  const server = createServer(handler)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return `unix://${path}`
}

/** Creates and selects a context, as `docker context create` and `docker context use` do. */
function useContext(name: string, url: string): void {
  const directory = join(home, '.docker/contexts/meta', createHash('sha256').update(name).digest('hex'))
  mkdirSync(directory, { recursive: true })
  writeFileSync(
    join(directory, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: url } } }),
  )
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: name }))
}

describe("the daemon is found in Docker's order", () => {
  test('DOCKER_HOST first, and no other address if it is set', async () => {
    useContext('other', await listen(join(home, 'other.sock'), dockerHandler))
    const url = await listen(join(home, 'host.sock'), dockerHandler)
    expect(await findDaemon({ HOME: home, DOCKER_HOST: url })).toMatchObject({
      found: { source: 'DOCKER_HOST', url, apiVersion: '1.41' },
    })
    const { found, rejected } = await findDaemon({ HOME: home, DOCKER_HOST: `unix://${home}/none.sock` })
    expect(found).toBeUndefined()
    expect(rejected).toEqual([
      { source: 'DOCKER_HOST', url: `unix://${home}/none.sock`, reason: 'socket not found' },
    ])
  })

  test('then the current context', async () => {
    const url = await listen(join(home, 'colima.sock'), dockerHandler)
    useContext('colima', url)
    expect((await findDaemon({ HOME: home })).found).toMatchObject({ source: 'context colima', url })
    const { rejected } = await findDaemon({ HOME: home, DOCKER_CONTEXT: 'gone' })
    expect(rejected).toMatchObject([
      { source: 'context gone', reason: expect.stringContaining('context not found') },
    ])
  })

  test('Podman is recognized by its response', async () => {
    const url = await listen(join(home, 'podman.sock'), (request, response) => {
      response.setHeader('Libpod-Api-Version', '4.3.1')
      dockerHandler(request, response)
    })
    const { found } = await findDaemon({ HOME: home, DOCKER_HOST: url })
    expect(found).toMatchObject({ apiVersion: '1.41', address: { podman: true } })
  })

  test('then the default sockets', async () => {
    const url = await listen(join(home, 'run/docker.sock'), dockerHandler)
    const { found, rejected } = await findDaemon({ HOME: home, XDG_RUNTIME_DIR: join(home, 'run') })
    // A daemon may be running on this machine at the first address.
    expect(rejected.concat(found ? [{ ...found, reason: 'used' }] : [])[0]).toMatchObject({
      source: 'Docker',
    })
    expect([url, 'unix:///var/run/docker.sock']).toContain(found?.url)
  })
})

test('an unresponsive daemon is rejected', async () => {
  const url = await listen(join(home, 'hung.sock'), () => {})
  const startedAt = performance.now()
  const { available, reason } = await getDockerAvailability({ HOME: home, DOCKER_HOST: url })
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect(available).toBe(false)
  expect(reason).toBe(`No Docker daemon is responding. DOCKER_HOST (${url}): no response within 900 ms.`)
})

test('another HTTP server is not mistaken for a daemon', async () => {
  const url = await listen(join(home, 'web.sock'), (_, response) => response.writeHead(404).end())
  const { reason } = await getDockerAvailability({ HOME: home, DOCKER_HOST: url })
  expect(reason).toContain('it responded with 404, which is not a response of a Docker daemon')
})

test('an invalid address is reported', async () => {
  const { reason } = await getDockerAvailability({ HOME: home, DOCKER_HOST: 'gopher://x' })
  expect(reason).toContain('this is not a valid Docker daemon address')
})
