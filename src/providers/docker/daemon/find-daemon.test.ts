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
  home = mkdtempSync(join(tmpdir(), 'hm-engine-'))
})
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  rmSync(home, { recursive: true })
})

const dockerHandler: RequestListener = (_, response) => response.setHeader('Api-Version', '1.41').end('OK')

async function listen(path: string, answer: RequestListener): Promise<string> {
  mkdirSync(join(path, '..'), { recursive: true })
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return `unix://${path}`
}

/** The context of this name, as `docker context create` and `docker context use` write it. */
function useContext(name: string, url: string): void {
  const directory = join(home, '.docker/contexts/meta', createHash('sha256').update(name).digest('hex'))
  mkdirSync(directory, { recursive: true })
  writeFileSync(
    join(directory, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: url } } }),
  )
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: name }))
}

describe('the engine is found in the order in which Docker looks', () => {
  test('DOCKER_HOST first, and nobody else beside it', async () => {
    useContext('other', await listen(join(home, 'other.sock'), dockerHandler))
    const url = await listen(join(home, 'host.sock'), dockerHandler)
    expect(await findDaemon({ HOME: home, DOCKER_HOST: url })).toMatchObject({
      found: { source: 'DOCKER_HOST', url, apiVersion: '1.41' },
    })
    const { found, rejected } = await findDaemon({ HOME: home, DOCKER_HOST: `unix://${home}/none.sock` })
    expect(found).toBeUndefined()
    expect(rejected).toEqual([
      { source: 'DOCKER_HOST', url: `unix://${home}/none.sock`, reason: 'there is no such socket' },
    ])
  })

  test('then the current context', async () => {
    const url = await listen(join(home, 'colima.sock'), dockerHandler)
    useContext('colima', url)
    expect((await findDaemon({ HOME: home })).found).toMatchObject({ source: 'context colima', url })
    const { rejected } = await findDaemon({ HOME: home, DOCKER_CONTEXT: 'gone' })
    expect(rejected).toMatchObject([
      { source: 'context gone', reason: expect.stringContaining('no such context') },
    ])
  })

  test('Podman is known by its answer', async () => {
    const url = await listen(join(home, 'podman.sock'), (request, response) => {
      response.setHeader('Libpod-Api-Version', '4.3.1')
      dockerHandler(request, response)
    })
    const { found } = await findDaemon({ HOME: home, DOCKER_HOST: url })
    expect(found).toMatchObject({ apiVersion: '1.41', address: { podman: true } })
  })

  test('then the usual sockets', async () => {
    const url = await listen(join(home, 'run/docker.sock'), dockerHandler)
    const { found, rejected } = await findDaemon({ HOME: home, XDG_RUNTIME_DIR: join(home, 'run') })
    // This machine may have an engine of its own at the first place.
    expect(rejected.concat(found ? [{ ...found, reason: 'taken' }] : [])[0]).toMatchObject({
      source: 'Docker',
    })
    expect([url, 'unix:///var/run/docker.sock']).toContain(found?.url)
  })
})

test('a daemon that hangs holds nobody up for a second', async () => {
  const url = await listen(join(home, 'hung.sock'), () => {})
  const since = performance.now()
  const { available, reason } = await getDockerAvailability({ HOME: home, DOCKER_HOST: url })
  expect(performance.now() - since).toBeLessThan(1000)
  expect(available).toBe(false)
  expect(reason).toBe(`No Docker engine answers. DOCKER_HOST (${url}): no answer within 900 ms.`)
})

test('something else that listens there is not taken for an engine', async () => {
  const url = await listen(join(home, 'web.sock'), (_, response) => response.writeHead(404).end())
  const { reason } = await getDockerAvailability({ HOME: home, DOCKER_HOST: url })
  expect(reason).toContain("it answered 404, which is not a Docker engine's answer")
})

test('an address that is none is said to be none', async () => {
  const { reason } = await getDockerAvailability({ HOME: home, DOCKER_HOST: 'gopher://x' })
  expect(reason).toContain('this is not an address of a Docker engine')
})
