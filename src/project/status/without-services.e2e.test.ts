import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'

test('a stack without services is complete: status and wait do not count what was not requested', async () => {
  await using project = await createCliProject()
  await writeOwnMigration(project, 'ALTER TABLE users ADD COLUMN nick text;')
  const up = await project.run('up', '--no-services', '--json')
  const notStarted = { status: 'stopped', requested: false, url: null }
  const services = { gateway: notStarted, identity: notStarted, todo: notStarted, budget: notStarted }
  await expectToMatchSchema('up', JSON.parse(up.stdout))
  expect(JSON.parse(up.stdout)).toMatchObject({ ok: true, services })

  const status = await project.run('status', '--json')
  await expectToMatchSchema('status', JSON.parse(status.stdout))
  expect([status.code, JSON.parse(status.stdout)]).toMatchObject([0, { ok: true, services }])
  expect((await project.run('status')).stdout).toMatch(/gateway +○ not started/)
  expect(await project.run('wait', '--timeout', '5')).toMatchObject({ code: 0 })
  expect(await project.run('wait', 'gateway', '--timeout', '1')).toMatchObject({ code: 6 })

  const seeded = await project.run('up', '--no-services', '--seed', 'demo')
  expect([seeded.code, seeded.stdout]).toEqual([0, expect.stringContaining('Try next')])
  expect(seeded.stdout).not.toContain('Demo login')

  expect(await project.run('up')).toMatchObject({ code: 0 })
  const started = JSON.parse((await project.run('status', '--json')).stdout) as typeof status
  expect(started).toMatchObject({ ok: true, services: { gateway: { status: 'healthy' } } })
  // Services that run are kept, and count.
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  expect(JSON.stringify(JSON.parse((await project.run('status', '--json')).stdout))).not.toContain(
    '"requested"',
  )
  expect(await project.run('down')).toMatchObject({ code: 0 })
  expect(await project.run('status')).toMatchObject({ code: 4 })

  await startWithOtherFiles(project)
})

test('status says which files of the configuration do not exist, as up does', async () => {
  await using project = await createCliProject('migrations: { postgres: /nope, mongo: db/mongo }\n')
  const missing =
    /migrations\.postgres: \/nope does not exist\.\s+.*migrations\.mongo: db\/mongo does not exist/
  expect(await project.run('status')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(missing) as string,
  })
  expect(await project.run('up')).toMatchObject({ code: 2, stderr: expect.stringMatching(missing) as string })
})

/** Migration files that do not fit the data keep the services from starting; the commands that lead out of it work. */
async function startWithOtherFiles(project: CliProject): Promise<void> {
  await writeOwnMigration(project, 'ALTER TABLE users ADD COLUMN nick varchar(9);')
  const expectFailure = async (code: string): Promise<void> => {
    const failed = await project.run('up')
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining(code)])
    expect(failed.stderr).toContain('engines of the stores are running; the services were not started')
    const status = await project.run('status', '--json')
    await expectToMatchSchema('status', JSON.parse(status.stdout))
    expect([status.code, JSON.parse(status.stdout)]).toMatchObject([
      4,
      {
        ok: false,
        startError: { code },
        stores: { postgres: { status: 'healthy' }, mongo: { status: 'healthy' } },
        services: { gateway: { status: 'stopped' } },
      },
    ])
  }
  await expectFailure('MIGRATION_DRIFT')
  expect((await project.run('status')).stdout).toMatch(
    /gateway +○ not started[^]*The last start failed: The migration files of postgres differ/,
  )
  for (const [code, ...args] of [
    [4, 'migrate', 'status'],
    [4, 'migrate', 'plan'],
    [0, 'query', 'postgres', 'SELECT nick FROM users'],
    [0, 'snapshot', 'save', 'drifted'],
    [1, 'up'],
    [0, 'migrate', 'repair', '--yes'],
    [0, 'up'],
    [0, 'status'],
  ] as const)
    expect([args, await project.run(...args)]).toMatchObject([args, { code }])

  // A migration that fails is no different, and stops no services that run.
  await writeOwnMigration(project, 'ALTER TABLE missing ADD COLUMN x int;', '0002-bad')
  expect(await project.run('up')).toMatchObject({ code: 1 })
  expect(await project.run('status')).toMatchObject({ code: 0 })
  expect(await project.run('down')).toMatchObject({ code: 0 })
  await expectFailure('MIGRATION_STEP_FAILED')
}

async function writeOwnMigration(project: CliProject, sql: string, id = '0001-own'): Promise<void> {
  const directory = path.join(project.directory, 'migrations', 'postgres')
  await mkdir(directory, { recursive: true })
  await writeFile(path.join(directory, `${id}.sql`), `${sql}\n`)
}
