import type { ChildProcess } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import {
  type CliProject,
  collectCommandResult,
  createCliProject,
} from '../../../../test/support/cli-project.js'
import type { CommandResult } from '../../../../test/support/project-directory.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { openProject } from '../../../project/project.js'
import { silentReporter } from '../../../project/state/stack-reporter.js'
import type { ConformanceReport } from '../../../conformance/run-conformance.js'

const SERVICE = fileURLToPath(new URL('../../../../test/programs/todo-service', import.meta.url))

describe.skipIf(!canTestWithProgram('python3', '-c', 'import boto3'))('a todo service in Python', () => {
  let project: CliProject
  beforeAll(async () => {
    project = await createCliProject(
      `services:\n  todo: { command: exec python3 server.py, cwd: mine, watch: ['*.py'] }\n`,
    )
    await cp(SERVICE, path.join(project.directory, 'mine'), { recursive: true })
    const { signal } = new AbortController()
    // As the command does, but with hashes that cost little: a run signs in users again and again.
    const options = { services: 'background', supervise: true, passwordHashing: 'fast' } as const
    await (await openProject({ cwd: project.directory })).up({ ...options, signal, reporter: silentReporter })
  }, 120_000)
  afterAll(async () => project[Symbol.asyncDispose]())

  const readEverything = async (): Promise<unknown> => {
    const { fingerprint } = JSON.parse((await project.run('verify', '--json')).stdout) as {
      readonly fingerprint: string
    }
    const events = await project.run('query', 'postgres', 'SELECT count(*) FROM platform.event_log', '--json')
    return [fingerprint, JSON.parse(events.stdout)]
  }

  const countTestAccounts = async (): Promise<number> => {
    const sql = "SELECT count(*) FROM users WHERE email LIKE 'conformance-%'"
    const { stdout } = await project.run('query', 'postgres', sql, '--json')
    return (JSON.parse(stdout) as { readonly items: readonly [{ readonly count: number }] }).items[0].count
  }

  /** The cells of the overview, as Studio and `inspect` show them. */
  const readOverview = async (): Promise<readonly (readonly string[])[]> => {
    const opened = await openProject({ cwd: project.directory })
    await using sources = await opened.recordSources(1)
    await using inspector = await opened.inspector(sources)
    const { panes } = await inspector.open('/overview', new AbortController().signal)
    return panes.flatMap(({ rows }) => rows.map(({ cells }) => cells.map(({ text }) => text)))
  }

  test('conforms, and the run leaves nothing behind', async () => {
    const before = await readEverything()
    const junit = path.join(project.directory, 'conformance.xml')
    const { code, stdout } = await project.run('conformance', 'todo', '--json', '--junit', junit)
    const report = JSON.parse(stdout) as ConformanceReport
    await expectToMatchSchema('conformance', report)
    expect(report.items.flatMap(({ checks }) => checks.filter(({ ok }) => !ok))).toEqual([])
    expect(report).toMatchObject({ ok: true, service: 'todo' })
    expect(report.items).toHaveLength(7)
    expect(code).toBe(0)
    expect(await readFile(junit, 'utf8')).toContain(`tests="${report.passed}"`)
    expect(await readEverything()).toEqual(before)
    expect(await readOverview()).toContainEqual([
      '✓',
      'conformance todo',
      `${report.passed} checks passed, just now`,
    ])
  })

  test('torture of its URL leaves nothing behind either, and a second Ctrl-C says what remains', async () => {
    const before = await readEverything()
    const { services } = await project.readState()
    const url = services?.urls.todo ?? ''
    const { code, stdout } = await project.run('torture', 'todo', '--url', url, '--for', '1s', '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true, remains: null }])
    expect(await readEverything()).toEqual(before)
    const start = async (): Promise<readonly [ChildProcess, Promise<CommandResult>]> => {
      const child = project.start('torture', 'todo', '--url', url)
      const result = collectCommandResult(child)
      await waitUntil(async () => (await countTestAccounts()) > 0)
      return [child, result]
    }
    const [once, ended] = await start()
    once.kill('SIGINT')
    expect(await ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('Removing the test accounts.') as string,
    })
    expect(await readEverything()).toEqual(before)
    const [twice, stopped] = await start()
    await using stores = await (await openProject({ cwd: project.directory })).connect()
    const client = await stores.postgres.pool.connect()
    try {
      // So that the accounts cannot be deleted meanwhile.
      await client.query('BEGIN; LOCK TABLE users')
      twice.kill('SIGINT')
      // Within a second, it would be the same Ctrl-C.
      await sleep(1100)
      twice.kill('SIGINT')
      expect(await stopped).toMatchObject({
        code: 130,
        stderr: expect.stringMatching(/Not removed: (\d) of \1 test accounts/) as string,
      })
    } finally {
      client.release(true)
    }
  })

  test('--watch runs again when the service runs with a change', async () => {
    const file = path.join(project.directory, 'mine', 'todo_table.py')
    const original = await readFile(file, 'utf8')
    const child = project.start('conformance', 'todo', '--only', 'getTodo', '--watch')
    let output = ''
    child.stdout?.on('data', (chunk) => (output += String(chunk)))
    child.stderr?.on('data', (chunk) => (output += String(chunk)))
    const result = collectCommandResult(child)
    const waitForRun = async (runs: number): Promise<void> =>
      waitUntil(async () => output.split('Waiting for changes').length > runs, 60_000)
    await waitForRun(1)
    expect(output).toContain('conforms to its contract')
    output = ''
    await writeFile(file, original.replace('todo.setdefault("tags", [])', 'todo.pop("tags", None)'))
    await waitForRun(1)
    expect(output).toMatch(/todo_table\.py has changed[^]*response matches the schema: .*'tags'/)
    child.kill('SIGINT')
    expect(await result).toMatchObject({ code: 130 })
  })
})
