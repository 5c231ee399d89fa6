import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { startCalendar } from '../../../test/support/start-calendar.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { WITHOUT_FETCH } from '../../../test/support/without-fetch.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { RestartReport } from '../restart/restart-stack.js'
import { findCommandProcesses } from './find-command-processes.js'

/** Responds with its environment. A child of its own session must end with it. */
const SERVER = `
require('node:child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref()
console.log('my server starts')
if (process.env.BROKEN || require('node:fs').existsSync(process.env.HOMEMANAGER_SERVICE + '.broken')) { console.log('it is broken'); process.exit(7) }
require('node:http').createServer((request, response) => {
  if (request.url === '/exit') process.exit(3)
  if (request.url === '/openapi.json') return response.end('{ "openapi": ')
  const { PORT, HOMEMANAGER_SERVICE, HOMEMANAGER_GATEWAY_URL, GREETING, NODE_OPTIONS } = process.env
  response.end(JSON.stringify({ path: request.url, pid: process.pid, PORT, HOMEMANAGER_SERVICE, HOMEMANAGER_GATEWAY_URL, GREETING, NODE_OPTIONS }))
}).listen(Number(process.env.PORT), '127.0.0.1')
`

const CLOCK_SERVER = `
require('node:http').createServer((request, response) => {
  response.end(JSON.stringify({ now: Date.now(), date: new Date(), text: Date(), day: new Date(0), isDate: new Date() instanceof Date }))
}).listen(Number(process.env.PORT), '127.0.0.1')
`

test('a custom service is run by its command, with a shifted clock, restarted, reported and ended with its process tree', async () => {
  const section = (env: string): string =>
    `services:\n  clock: { command: node clock.cjs, cwd: mine, clock: -2h, env: { NODE_OPTIONS: --no-warnings } }\n  notes: { command: node server.cjs, cwd: mine }\n  calendar: { url: "http://127.0.0.1:${calendar.port}" }\n  todo:\n    command: node server.cjs\n    cwd: mine\n    env: { ${env} }\n`
  using calendar = await startCalendar()
  await using project = await createCliProject(section('GREETING: hello'))
  await mkdir(path.join(project.directory, 'mine'))
  await writeFile(path.join(project.directory, 'mine', 'server.cjs'), SERVER)
  await writeFile(path.join(project.directory, 'mine', 'clock.cjs'), CLOCK_SERVER)
  const configPath = path.join(project.directory, 'homemanager.yaml')
  const original = await readFile(configPath, 'utf8')
  const configure = async (env: string): Promise<void> =>
    writeFile(configPath, original.replace('GREETING: hello', env))

  await configure('BROKEN: 1')
  const broken = await project.run('up', '--json')
  expect(broken.code).toBe(1)
  expect(broken.stdout + broken.stderr).toContain('SERVICE_COMMAND_FAILED')
  expect(broken.stdout + broken.stderr).toContain('it is broken')
  expect(findCommandProcesses(project.home)).toEqual([])

  await writeFile(configPath, original)
  expect(await project.run('up')).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining('✗') as string,
  })
  const gateway = `http://127.0.0.1:${project.ports.gateway}`
  const request = async (): Promise<{ readonly pid: number; readonly path: string }> =>
    (await (await fetch(`${gateway}/todo/v1/todos`)).json()) as {
      readonly pid: number
      readonly path: string
    }
  const first = await request()
  expect(first).toEqual({
    path: '/v1/todos',
    pid: expect.any(Number) as number,
    PORT: String(project.ports.todo),
    HOMEMANAGER_SERVICE: 'todo',
    HOMEMANAGER_GATEWAY_URL: gateway,
    GREETING: 'hello',
  })
  expect((await project.run('logs', 'todo')).stdout).toContain('my server starts')
  const status = await project.run('status', '--json')
  expect(JSON.parse(status.stdout)).toMatchObject({
    ok: true,
    changes: [],
    services: {
      todo: { kind: 'command', own: true, status: 'healthy', restarts: 0 },
      budget: { kind: 'bundled' },
      calendar: { kind: 'url', own: true, status: 'healthy' },
      notes: { kind: 'command', own: true, status: 'healthy', restarts: 0 },
    },
  })
  await expectShiftedClock(project)
  const get = async (url: string): Promise<unknown> => (await fetch(`${gateway}${url}`)).json()
  expect(await get('/notes/a?b=1')).toMatchObject({ path: '/a?b=1', HOMEMANAGER_SERVICE: 'notes' })
  expect(await get('/calendar/v1/entries')).toEqual({ path: '/v1/entries' })
  expect(await get('/healthz')).toMatchObject({ services: { calendar: { status: 'healthy' }, notes: {} } })
  expect(await get('/openapi.json')).toMatchObject({
    'x-tagGroups': [{}, {}, {}, { name: 'calendar', tags: ['Entries'] }],
    paths: {
      '/calendar/v1/entries': {
        get: {
          operationId: 'calendar_list',
          security: [{ accessToken: [] }],
          responses: { 200: { $ref: '#/components/responses/calendar_Ok' } },
        },
      },
    },
    components: { responses: { calendar_Ok: { description: 'OK.' } } },
  })
  expect((await project.run('logs', 'gateway', '--level', 'warn')).stdout).toContain(
    '/openapi.json of the custom notes service is not part of the API reference: Unexpected end of JSON input.',
  )
  expect((await project.run('env')).stdout).toContain(
    `HOMEMANAGER_CALENDAR_URL='http://127.0.0.1:${calendar.port}'`,
  )
  expect(await project.run('wait', 'calendar')).toMatchObject({ code: 0 })
  expect(await project.run('restart', 'notes')).toMatchObject({ code: 0 })
  const unknown = await project.run('wait', 'calender')
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('calendar') as string })
  expect((await project.run('up')).stdout).toContain('is already running')

  const brokenFile = path.join(project.directory, 'mine', 'notes.broken')
  await writeFile(brokenFile, '')
  expect(await get('/notes/exit')).toMatchObject({
    status: 502,
    detail: expect.stringContaining('Run homemanager logs notes.') as string,
  })
  await waitUntil(async () =>
    (await readFile(path.join(project.home, 'logs', 'supervisor.log'), 'utf8')).includes(
      'notes ended with exit code 3. It could not be restarted: The command of your notes service ended with exit code 7 before the service was ready. it is broken.',
    ),
  )
  const failed = await project.run('up')
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The other components of the stack are running.') as string,
  })
  expect(failed.stderr).toContain(
    'The last lines of its log:\n  my server starts\n  it is broken\n  → Correct the program',
  )
  await waitUntil(async () =>
    (await project.run('status')).stdout.includes('Not running: notes (ended with exit code 7).'),
  )
  const partial = await project.run('status', '--json')
  await expectToMatchSchema('status', JSON.parse(partial.stdout))
  expect(JSON.parse(partial.stdout)).toMatchObject({
    ok: false,
    services: {
      gateway: { status: 'healthy', restarts: 0 },
      todo: { status: 'healthy', restarts: 0 },
      notes: { restarts: 0 },
    },
  })
  const notRestarted = JSON.parse((await project.run('restart', 'notes', '--json')).stdout) as RestartReport
  await expectToMatchSchema('restart', notRestarted)
  expect(notRestarted).toMatchObject({
    ok: false,
    items: [
      {
        error: {
          code: 'SERVICE_COMMAND_FAILED',
          suggestion: expect.stringContaining('homemanager logs notes') as string,
        },
      },
    ],
  })
  await rm(brokenFile)
  expect(await project.run('up')).toMatchObject({ code: 0 })
  expect(await get('/notes/')).toMatchObject({ HOMEMANAGER_SERVICE: 'notes' })
  expect((await request()).pid).toBe(first.pid)

  expect(await project.run('restart', 'todo')).toMatchObject({ code: 0 })
  const second = await request()
  expect(second.pid).not.toBe(first.pid)

  for (const { process: found } of findCommandProcesses(project.home)) process.kill(found.pid, 'SIGKILL')
  await waitUntil(async () =>
    request().then(
      ({ pid }) => pid !== undefined && pid !== second.pid,
      () => false,
    ),
  )
  await waitUntil(async () => {
    const { services } = JSON.parse((await project.run('status', '--json')).stdout) as {
      readonly services: { readonly todo: { readonly restarts: number } }
    }
    return services.todo.restarts === 1
  })

  await configure('GREETING: changed }\n    watch: ["*.cjs"]\n    # {')
  const changed = await project.run('up', '--json')
  expect(JSON.parse(changed.stdout)).toMatchObject({
    changes: [{ component: 'todo', setting: 'settings', from: null, to: null }],
  })
  expect(await request()).toMatchObject({ GREETING: 'changed' })
  await writeFile(
    path.join(project.directory, 'mine', 'server.cjs'),
    SERVER.replace('path: request.url', "path: 'new'"),
  )
  await waitUntil(async () => (await request().catch(() => undefined))?.path === 'new')

  // The gateway gets another service, so the services are restarted.
  await configure('GREETING: changed }\n  third: { command: exit 5 }\n  # {')
  const third = await project.run('up')
  expect(third).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('your third service ended with exit code 5') as string,
  })
  expect(await get('/notes/')).toMatchObject({ HOMEMANAGER_SERVICE: 'notes' })
  expect(await request()).toMatchObject({ GREETING: 'changed' })

  const down = await project.run('down', '--json')
  expect(JSON.parse(down.stdout)).toMatchObject({ stopped: expect.arrayContaining(['todo']) as string[] })
  expect(findCommandProcesses(project.home)).toEqual([])

  await configure('GREETING: hello }\n    url: "http://127.0.0.1:1"\n    # {')
  const conflict = await project.run('status')
  expect(conflict.code).toBe(2)
  expect(conflict.stderr).toMatch(/homemanager\.yaml:\d+: services\.todo has both url and command/)
}, 120_000)

/** That of a custom service on Node.js. And status does without fetch. */
async function expectShiftedClock(project: CliProject): Promise<void> {
  const before = Date.now()
  const response = await fetch(`http://127.0.0.1:${project.ports.gateway}/clock/`)
  const { now, date, text, ...others } = (await response.json()) as Readonly<Record<string, string>>
  const after = Date.now()
  for (const time of [Number(now), Date.parse(date ?? ''), Date.parse(text ?? '') + 999]) {
    expect(time + 7_200_000).toBeGreaterThanOrEqual(before)
    expect(time + 7_200_000).toBeLessThanOrEqual(after + 999)
  }
  expect(others).toEqual({ day: '1970-01-01T00:00:00.000Z', isDate: true })
  expect(JSON.parse((await project.runWith(WITHOUT_FETCH, 'status', '--json')).stdout)).toMatchObject({
    ok: true,
    services: { todo: { status: 'healthy' }, clock: { status: 'healthy' } },
  })
}
