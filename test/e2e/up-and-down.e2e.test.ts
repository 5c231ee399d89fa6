import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { type CliProject, collectCommandResult, createCliProject } from '../support/cli-project.js'
import { isPortFree } from '../../src/core/is-port-free.js'
import { chooseRounds } from '../support/choose-rounds.js'
import { findLeaks, sendSecrets } from '../support/find-leaks.js'
import { expectToMatchSchema } from '../support/json-schema.js'
import { reserveFreePort } from '../support/reserve-free-port.js'
import { waitUntil } from '../support/wait-until.js'
import { isAlive } from '../../src/providers/process-identity.js'

test('up, status, env, logs, down: output is as documented, and down keeps the data', async () => {
  await using stack = await createCliProject()
  const up = await stack.run('up', '--seed', 'demo', '--json')
  expect(up).toMatchObject({ code: 0 })
  const status = JSON.parse(up.stdout) as object
  const at = (port: number): string => `http://127.0.0.1:${port}`
  await expectToMatchSchema('up', status)
  expect(status).toEqual({
    ok: true,
    project: 'test',
    provider: 'embedded',
    stores: {
      postgres: {
        status: 'healthy',
        url: expect.stringMatching(
          `^postgres://homemanager:[0-9a-f]{32}@127\\.0\\.0\\.1:${stack.ports.postgres}/homemanager_identity$`,
        ) as string,
        version: expect.stringMatching(/^15\./) as string,
      },
      dynamodb: {
        status: 'healthy',
        endpoint: at(stack.ports.dynamodb),
        region: 'us-east-1',
        table: 'homemanager-todos',
      },
      mongo: {
        status: 'healthy',
        url: expect.stringContaining(`127.0.0.1:${stack.ports.mongo}/homemanager_budget`) as string,
        version: expect.any(String) as string,
      },
    },
    services: {
      gateway: { status: 'healthy', url: at(stack.ports.gateway) },
      identity: { status: 'healthy', url: at(stack.ports.identity), kind: 'bundled' },
      todo: { status: 'healthy', url: at(stack.ports.todo), kind: 'bundled' },
      budget: { status: 'healthy', url: at(stack.ports.budget), kind: 'bundled' },
    },
    changes: [],
    elapsedMs: expect.any(Number) as number,
  })

  const before = await stack.readState()
  const again = await stack.run('up', '--seed', 'demo')
  expect(again.stdout).toContain('is already running')
  expect(again.stdout).toContain('Demo login')
  expect(await stack.readState()).toEqual(before)
  const seeded = await stack.run('up')
  expect(seeded.stdout).toContain('Demo login')
  expect(seeded.stdout).not.toContain('homemanager seed demo')

  const checked = await stack.run('status', '--json')
  expect(checked.code).toBe(0)
  await expectToMatchSchema('status', JSON.parse(checked.stdout))
  expect({ ...(JSON.parse(checked.stdout) as object), elapsedMs: 0 }).toMatchObject({
    ...status,
    elapsedMs: 0,
  })

  const env = await stack.run('env', '--format', 'json')
  expect(JSON.parse(env.stdout)).toMatchObject({
    HOMEMANAGER_GATEWAY_URL: at(stack.ports.gateway),
    AWS_ENDPOINT_URL_DYNAMODB: at(stack.ports.dynamodb),
  })
  expect((await stack.run('logs', 'postgres')).stdout).toMatch(/Z {2}postgres {2}INFO .*ready to accept/)
  // Neither the readiness checks nor the migrations cause errors.
  expect((await stack.run('logs', '--level', 'error')).stdout).toBe('')
  for (let i = 0; i < 3; i++) await fetch(`${at(stack.ports.gateway)}/todo/v1/todos`)
  // The line of the start precedes them.
  const isRequest = (line: object): boolean => 'path' in line
  await waitUntil(async () => (await readLog(stack, 'todo', 20)).filter(isRequest).length === 3)
  for (const line of await readLog(stack, 'todo', 3)) {
    await expectToMatchSchema('logs', line)
    expect(line).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/Z$/) as string,
      path: '/v1/todos',
    })
  }

  const secrets = await sendSecrets(at(stack.ports.gateway))
  await waitUntil(async () => (await stack.run('logs', 'gateway', '-n', '5')).stdout.includes('/***'))
  expect(findLeaks(stack.home, secrets)).toEqual([])

  const down = await stack.run('down')
  expect(down.code).toBe(0)
  for (const port of Object.values(stack.ports)) expect(await isPortFree(port)).toBe(true)
  expect((await stack.run('status')).code).toBe(4)

  expect((await stack.run('up', '--no-services')).code).toBe(0)
  const verify = await stack.run('verify', '--dataset', '--json')
  expect(JSON.parse(verify.stdout)).toMatchObject({ ok: true, items: [] })
  await expectToMatchSchema('verify', JSON.parse(verify.stdout))

  const asked = await stack.run('down', '--volumes', '--json')
  expect(asked.code).toBe(3)
  expect(JSON.parse(asked.stdout)).toMatchObject({ error: { code: 'CONFIRMATION_NEEDED' } })
})

test('down without a stack deletes nothing and creates no state directory', async () => {
  await using stack = await createCliProject()
  const down = await stack.run('down', '--volumes', '--yes', '--json')
  expect([down.code, JSON.parse(down.stdout)]).toEqual([
    0,
    { project: 'test', stopped: [], deleted: [], lost: [], deletedSnapshots: [], backup: null },
  ])
  expect(existsSync(stack.home)).toBe(false)
})

test('two concurrent up: one starts the stack, the other waits and reports the same; a corrupted state file is renamed with a warning, and up still works', async () => {
  await using stack = await createCliProject()
  const up = ['up', '--seed', 'demo']
  const both = await Promise.all([stack.runAlone(...up, '--json'), stack.runAlone(...up, '--json')])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  const [one, other] = both.map(({ stdout }) => ({ ...(JSON.parse(stdout) as object), elapsedMs: 0 }))
  expect(one).toEqual(other)
  await expectRecovery(stack)
})

async function expectRecovery(stack: CliProject): Promise<void> {
  await writeFile(path.join(stack.home, 'state.json'), '{"version": 1, "engi')
  const up = await stack.run('up', '--seed', 'demo')
  expect(up).toMatchObject({ code: 0 })
  expect(up.stderr).toContain('The state file was corrupted')
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
}

test.each(chooseRounds([200, 500, 800, 1200], [300, 1000]))(
  'Ctrl-C %d ms after the start of up leaves nothing running',
  async (ms) => {
    await using stack = await createCliProject()
    const child = stack.start('up', '--seed', 'demo', '--timeout', '50')
    setTimeout(() => child.kill('SIGINT'), ms)
    const { code } = await collectCommandResult(child)
    // On a fast machine, up may have finished; on a slow one, Node.js may not have installed its signal handler yet.
    expect([0, 130, -1]).toContain(code)
    if (code === 0) return
    for (const port of Object.values(stack.ports)) expect(await isPortFree(port)).toBe(true)
  },
)

test('a pinned port in use is an error that names the process', async () => {
  await using stack = await createCliProject()
  const { createServer: createTcpServer } = await import('node:net')
  const server = createTcpServer().listen(stack.ports.mongo, '127.0.0.1')
  const { code, stdout } = await stack.run('up', '--json')
  server.close()
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    error: {
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`(pid ${process.pid})`) as string,
      suggestion: expect.stringContaining('HOMEMANAGER_MONGO_PORT') as string,
    },
  })
})

test('up warns about a silent service of the user and waits for it if asked; the stack keeps running', async () => {
  const port = await reserveFreePort()
  await using stack = await createCliProject(`services: { todo: { url: 'http://127.0.0.1:${port}' } }\n`)
  expect((await stack.run('up', '--no-services')).code).toBe(0)
  const silent = await stack.run('up', '--json')
  expect(silent).toMatchObject({ code: 0, stderr: expect.stringContaining('does not respond') as string })
  expect(JSON.parse(silent.stdout)).toMatchObject({ ok: false, services: { todo: { status: 'unhealthy' } } })
  expect((await stack.run('up')).stdout).toContain(
    `todo      http://127.0.0.1:${port}  yours (URL), not responding`,
  )
  expect(await stack.run('conformance', 'todo')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'It is your own todo service, which homemanager does not start.',
    ) as string,
  })
  const late = await stack.run('up', '--wait-for', 'todo', '--timeout', '1', '--json')
  expect([late.code, JSON.parse(late.stdout)]).toMatchObject([
    6,
    {
      error: {
        code: 'READY_TIMEOUT',
        message: 'todo did not become ready within 1 s.',
        detail: expect.stringContaining(`http://127.0.0.1:${port}`) as string,
      },
    },
  ])
  const { services } = await stack.readState()
  expect(services !== undefined && isAlive(services.process)).toBe(true)
  const status = JSON.parse((await stack.run('status', '--json')).stdout) as object
  expect(status).toMatchObject({
    ok: false,
    services: { identity: { status: 'healthy' }, todo: { status: 'unhealthy' } },
  })
  // It need not implement /healthz.
  const server = createServer((_request, response) => response.writeHead(404).end()).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const up = await stack.run('up', '--json')
  expect([up.code, JSON.parse(up.stdout)]).toMatchObject([
    0,
    { ok: true, services: { todo: { status: 'healthy', url: `http://127.0.0.1:${port}` } } },
  ])
  // The services that were running were not replaced.
  expect((await stack.readState()).services?.process).toEqual(services?.process)
  server.close()

  // What homemanager.yaml says now is what runs after up.
  const file = path.join(stack.directory, 'homemanager.yaml')
  const gateway = await reserveFreePort()
  const yaml = (await readFile(file, 'utf8')).replace(/services:.*/, '')
  await writeFile(file, yaml.replace(/gateway: \d+/, `gateway: ${gateway}`))
  const changes = [
    { component: 'gateway', setting: 'port', from: `${stack.ports.gateway}`, to: `${gateway}` },
    { component: 'todo', setting: 'url', from: `http://127.0.0.1:${port}`, to: 'bundled' },
  ]
  expect(JSON.parse((await stack.run('status', '--json')).stdout)).toMatchObject({ ok: false, changes })
  expect((await stack.run('up')).stdout).toContain(
    `Changed:\n  gateway: port ${stack.ports.gateway} → ${gateway}\n  todo: http://127.0.0.1:${port} → bundled\n`,
  )
  const current = JSON.parse((await stack.run('status', '--json')).stdout) as object
  expect(current).toMatchObject({
    ok: true,
    changes: [],
    services: {
      gateway: { url: `http://127.0.0.1:${gateway}` },
      todo: { url: `http://127.0.0.1:${stack.ports.todo}` },
    },
  })
})

test('external stores are used and never stopped; data of another PostgreSQL version is not changed', async () => {
  await using first = await createCliProject()
  await first.runOk('up', '--no-services')
  const env = JSON.parse((await first.run('env', '--format', 'json')).stdout) as Record<string, string>
  const url = env['HOMEMANAGER_POSTGRES_URL'] ?? ''
  await using second = await createCliProject(
    `postgres: { url: '${url}' }\ndynamodb: { endpoint: '${env['HOMEMANAGER_DYNAMODB_ENDPOINT']}', accessKeyId: '${env['AWS_ACCESS_KEY_ID']}', secretAccessKey: '${env['AWS_SECRET_ACCESS_KEY']}' }\nmongo: { url: '${env['HOMEMANAGER_MONGO_URL']}' }\n`,
  )
  for (const args of [['--no-services'], [], ['--provider', 'external']]) {
    expect([args, await second.run('up', ...args)]).toMatchObject([args, { code: 0 }])
    const { engines } = await second.readState()
    expect(engines.map(({ provider }) => provider)).toEqual(['external', 'external', 'external'])
  }
  expect(await second.run('verify')).toMatchObject({ code: 0 })
  await expectNoSnapshotOfMigration(second)
  expect(JSON.stringify(await second.readState())).not.toContain(new URL(url).password)
  await second.runOk('down', '--volumes', '--yes')
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ one: number }>('SELECT 1 AS one')
  await client.end()
  expect(rows).toEqual([{ one: 1 }])
  await expectOtherVersionKept(first)
})

/** It is said that the data of external servers is not saved. */
async function expectNoSnapshotOfMigration(project: CliProject): Promise<void> {
  const directory = path.join(project.directory, 'migrations', 'postgres')
  await mkdir(directory, { recursive: true })
  await writeFile(
    path.join(directory, '0001-code.sql'),
    'DO $$ BEGIN END $$;\n-- homemanager: down\nSELECT 1;\n',
  )
  await project.runOk('seed')
  for (const args of [['migrate'], ['migrate', 'down'], ['seed', '--reset'], ['reset']])
    expect([args, await project.run(...args, '--yes')]).toMatchObject([
      args,
      {
        code: 0,
        stderr: expect.stringContaining('No snapshot of external servers is saved automatically') as string,
      },
    ])
  expect((await project.run('snapshot', 'list', '--json')).stdout).toContain('"items": []')
}

async function expectOtherVersionKept(stack: CliProject): Promise<void> {
  await stack.runOk('down')
  const version = path.join(stack.home, 'data', 'postgres', 'PG_VERSION')
  await writeFile(version, '14\n')
  const rejected = await stack.run('up', '--no-services', '--json')
  expect(rejected.code).toBe(1)
  expect(JSON.parse(rejected.stdout)).toMatchObject({ error: { code: 'DATA_VERSION_MISMATCH' } })
  await writeFile(version, '15\n')
  expect((await stack.run('up', '--no-services')).code).toBe(0)
}

async function readLog(stack: CliProject, name: string, lines: number): Promise<readonly object[]> {
  const { stdout } = await stack.run('logs', name, '-n', `${lines}`, '--json')
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object]))
}
