import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCliProject } from '../../../../test/support/cli-project.js'
import { buildOnce } from '../../../../test/support/build-once.js'
import { tryConnect } from '../../../providers/external/try-connect.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { type TestDatabases, createTestDatabases } from '../../../../test/support/test-databases.js'
import { type ProjectDirectory, createProjectDirectory } from '../../../../test/support/project-directory.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'

let engines: TestDatabases
let project: ProjectDirectory
beforeAll(async () => {
  await buildOnce()
  engines = await createTestDatabases()
  project = await createProjectDirectory(engines.endpoints)
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await engines[Symbol.asyncDispose]()
})

const PROGRAM = fileURLToPath(new URL('../../../../bin/homemanager.js', import.meta.url))

test("exec passes the stack's environment and returns the exit code of the command", async () => {
  const printed = await project.runAlone('exec', '--', 'sh', '-c', 'echo "$HOMEMANAGER_POSTGRES_URL"; exit 7')
  expect([printed.code, printed.stdout.trim()]).toEqual([7, engines.endpoints.postgres.url])
  const flags = await project.runAlone(
    'exec',
    process.execPath,
    '-p',
    '"flags of the command: " + process.argv.length',
  )
  expect(flags.stdout.trim()).toBe('flags of the command: 1')
  const killed = await project.run('exec', '--', 'sh', '-c', 'kill -KILL $$')
  expect(killed.code).toBe(137)
})

test('exec reports a missing program and invalid arguments', async () => {
  const missing = await project.run('exec', '--', 'no-such-program-anywhere')
  expect([missing.code, missing.stderr]).toEqual([5, expect.stringContaining('PROGRAM_MISSING')])
  for (const program of ['no-such-program-anywhere', './no-such-file']) {
    const early = await project.run('exec', '--ephemeral', '--provider', 'embedded', '--', program)
    expect(early).toMatchObject({
      code: 5,
      stdout: '',
      // Nothing was started for it.
      stderr: expect.stringMatching(new RegExp(`^✗ The program "${program}" was not found\\.`)) as string,
    })
  }
  expect((await project.run('exec', '--seed', 'small', '--', 'true')).code).toBe(2)
  expect((await project.run('exec')).code).toBe(2)
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s is forwarded to the command once', async (signal) => {
  const script = `trap 'echo got; exit 9' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`
  const child = spawn(process.execPath, [PROGRAM, '--project', 'test', 'exec', '--', 'sh', '-c', script], {
    cwd: project.directory,
    env: project.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  const rest = text(child.stdout)
  child.kill(signal)
  const [code] = await once(child, 'exit')
  expect([code, await rest]).toEqual([9, 'got\n'])
})

test('exec --ephemeral stops its engines if a migration fails, since nothing could repair it', async () => {
  const directory = await createTemporaryDirectory('homemanager exec ')
  try {
    await mkdir(path.join(directory, 'migrations', 'postgres'), { recursive: true })
    await writeFile(path.join(directory, 'homemanager.yaml'), 'project: test\n')
    await writeFile(path.join(directory, 'migrations', 'postgres', '0001-bad.sql'), 'SELECT missing;\n')
    const flags = ['--ephemeral', '--provider', 'embedded', '--no-services', '--cwd', directory]
    const { code, stderr } = await project.run('exec', ...flags, '--', 'true')
    expect([code, stderr]).toEqual([1, expect.stringContaining('MIGRATION_STEP_FAILED')])
    expect(stderr).not.toContain('engines of the stores are running')
    await expectStopped(/postgres .*port (\d+)/.exec(stderr)?.[1])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

async function expectStopped(port: string | undefined): Promise<void> {
  const address = { host: '127.0.0.1', port: Number(port) }
  expect(await tryConnect(address, AbortSignal.timeout(5000))).toContain('ECONNREFUSED')
}

test('env --format github appends to the file in GITHUB_ENV', async () => {
  const file = path.join(project.directory, 'github env')
  const appended = await project.runShell(`GITHUB_ENV='${file}' homemanager env --format github`)
  expect([appended.code, appended.stdout]).toEqual([0, ''])
  expect(await readFile(file, 'utf8')).toContain(
    `HOMEMANAGER_POSTGRES_URL=${engines.endpoints.postgres.url}\n`,
  )
  const unwritable = await project.runShell('GITHUB_ENV=missing/file homemanager env --format github')
  expect(unwritable).toMatchObject({ code: 2, stderr: expect.stringContaining('FILE_NOT_WRITABLE') })
  const printed = await project.runShell('GITHUB_ENV= homemanager env --format github')
  expect(printed.stdout).toContain('AWS_REGION=us-east-1\nAWS_DEFAULT_REGION=us-east-1\n')
})

test('wait returns when a component is healthy, and exits with 6 on timeout', async () => {
  const healthy = await project.run('wait', 'postgres', '--timeout', '20', '--json')
  await expectToMatchSchema('wait', JSON.parse(healthy.stdout))
  expect([healthy.code, JSON.parse(healthy.stdout)]).toMatchObject([
    0,
    { ok: true, stores: { postgres: { status: 'healthy' } } },
  ])
  const late = await project.run('wait', 'gateway', '--timeout', '0.3', '--json')
  expect([late.code, JSON.parse(late.stdout)]).toMatchObject([6, { error: { code: 'READY_TIMEOUT' } }])
  expect((await project.run('wait', 'nonsense')).code).toBe(2)
})

test('wait checks a custom service by its health endpoint', async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/healthz' ? 200 : 404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const waited = await project.runShell(
    `HOMEMANAGER_IDENTITY_URL=http://127.0.0.1:${port} homemanager wait identity --timeout 10`,
  )
  server.close()
  expect(waited.code).toBe(0)
})

test('exec --ephemeral starts a stack for a command and deletes it at the end; --on-failure-save writes an archive of the data, logs and events that can be opened', async () => {
  await using stack = await createCliProject()
  const environment = { MY_TOKEN: 'never-saved', CI_JOB: 'unit' }
  const query = 'query postgres "SELECT name FROM families ORDER BY name" --csv'
  const script = `"${process.execPath}" "${PROGRAM}" ${query}; echo "$HOMEMANAGER_POSTGRES_URL"; exit 3`
  const failing = ['--on-failure-save', 'failure.tar.gz', '--', 'sh', '-c', script]
  const failed = await stack.runWith(environment, 'exec', '--ephemeral', '--seed', 'demo', ...failing)
  expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('failure.tar.gz') })
  const lines = failed.stdout.trim().split('\n')
  expect(lines).toEqual(expect.arrayContaining(['name', 'Just Me']))
  await expectStopped(new URL(lines.at(-1) ?? '').port)
  expect(await stack.run('snapshot', 'import', 'failure.tar.gz', 'failure')).toMatchObject({ code: 0 })
  const report = path.join(stack.home, 'snapshots', 'failure', 'report')
  const files = await readdir(report, { recursive: true })
  expect(files).toEqual(expect.arrayContaining(['logs/postgres.log', 'logs/services.log', 'events.ndjson']))
  expect(JSON.parse(await readFile(path.join(report, 'command.json'), 'utf8'))).toMatchObject({ exitCode: 3 })
  const saved = await readFile(path.join(report, 'environment.json'), 'utf8')
  expect([saved.includes('never-saved'), JSON.parse(saved)]).toMatchObject([false, { CI_JOB: 'unit' }])
  expect(await stack.run('snapshot', 'restore', 'failure', '--yes')).toMatchObject({ code: 0 })
  expect(await stack.run('up', '--no-services')).toMatchObject({ code: 0 })
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
  const passed = await stack.run('exec', '--on-failure-save', 'other.tar.gz', '--', 'true')
  expect([passed.code, await readdir(stack.directory)]).toEqual([
    0,
    expect.not.arrayContaining(['other.tar.gz']),
  ])
})
