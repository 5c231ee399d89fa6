import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import {
  type CommandResult,
  createProjectDirectory,
  type ProjectDirectory,
} from '../../../../test/support/project-directory.js'
import { STORE_NAMES } from '../../../core/store-name.js'
import { SAMPLES } from '../../../../test/support/sample-migrations.js'
import type { MigrationStatus } from '../../../migrations/list-migration-statuses.js'
import type { StoreDrift } from '../../../migrations/migrate-report.js'

beforeAll(buildOnce)

test('new, plan, up, status and down: output, documents and exit codes', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  await configureMigrationDirectories(project)
  const pending = await project.run('migrate', 'status', '--json')
  expect(pending.code).toBe(4)
  await expectToMatchSchema('migrate-status', JSON.parse(pending.stdout))
  expect(JSON.parse(pending.stdout)).toMatchObject({ ok: false, drift: [] })
  expect(parseStatuses(pending)[0]).toEqual({
    store: 'postgres',
    id: 'identity/0001-identity',
    name: 'identity',
    state: 'pending',
    checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    appliedAt: null,
  })
  expect((await project.run('migrate', '--store', 'postgres,mongo')).code).toBe(0)
  expect(listStoresInState(await project.run('migrate', 'status', '--json'), 'pending')).toEqual(['dynamodb'])
  expect((await project.run('migrate', 'status', '--store', 'mongo')).code).toBe(0)

  for (const args of [
    ['postgres', 'Add nickname!'],
    ['dynamodb', 'Bÿ täg'],
    ['mongo', 'tidy up', '--code'],
  ]) {
    const written = await project.run('migrate', 'new', ...args, '--json')
    expect(written.code).toBe(0)
    await expectToMatchSchema('migrate-new', JSON.parse(written.stdout))
  }
  const own = (name: string): string => path.join(project.directory, 'own', name)
  await expectNameDescribed(project)
  await Promise.all([access(own('dynamodb/0001-by-tag.json')), access(own('mongo/0001-tidy-up.mjs'))])
  expect(await readFile(own('postgres/0001-add-nickname.sql'), 'utf8')).toContain('-- homemanager: down')

  const created = await project.run('migrate', 'status', '--json')
  expect(created.code).toBe(4)
  await expectToMatchSchema('migrate-status', JSON.parse(created.stdout))
  // A run would reject it.
  expect(created.stderr).toContain(
    `Write the statements of ${path.join('own', 'postgres', '0001-add-nickname.sql')}, or delete the file.`,
  )
  expect(created.stderr).not.toContain('Run homemanager migrate')
  expect(parseStatuses(created)).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ id: '0001-add-nickname', state: 'pending', detail: 'no statements yet' }),
      expect.objectContaining({ id: '0001-by-tag', state: 'pending', detail: 'no steps yet' }),
      expect.objectContaining({ id: '0001-tidy-up', state: 'pending', detail: 'no steps yet' }),
    ]) as object[],
  )

  // None of them is run as it was created, in whatever order they are completed.
  const [first, second, third] = [
    ['postgres/0001-add-nickname.sql', '0001-add-nickname of postgres has no statements'],
    ['dynamodb/0001-by-tag.json', '0001-by-tag of dynamodb has no steps'],
    ['mongo/0001-tidy-up.mjs', '0001-tidy-up of mongo has no steps'],
  ] as const
  const expectRejected = async (...empty: readonly (readonly [string, string])[]): Promise<void> => {
    const { code, stderr } = await project.run('migrate')
    expect([code, stderr]).toEqual([1, expect.stringContaining('MIGRATION_INVALID')])
    for (const [file, message] of empty)
      expect(stderr.replaceAll(/\n +/g, '\n')).toContain(`The migration ${message} yet.\n${own(file)}\n`)
    expect(stderr.match(/ yet\.$/gm)).toHaveLength(empty.length)
  }
  await expectRejected(first, second, third)
  await writeFile(own(first[0]), SAMPLES.postgres.create(1))
  await expectRejected(second, third)
  await writeFile(own(second[0]), SAMPLES.dynamodb.create(1))
  await expectRejected(third)
  const template = await readFile(own(third[0]), 'utf8')
  await writeFile(own(third[0]), template.replaceAll(/^( *)\/\/ /gm, '$1'))

  const plan = await project.run('migrate', 'plan', '--store', 'postgres')
  expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('CREATE TABLE thing_1')])
  expect(plan.stdout.match(/CREATE TABLE thing_1/g)).toHaveLength(1)
  const planned = JSON.parse(
    (await project.run('migrate', 'plan', '--lint', 'docdb', '--json')).stdout,
  ) as object
  await expectToMatchSchema('migrate-plan', planned)
  expect(planned).toMatchObject({
    ok: true,
    items: expect.arrayContaining([expect.objectContaining({ id: '0001-add-nickname' })]) as object[],
    problems: [],
    lint: [],
  })
  // What an error suggests to add can be added to the plan, too.
  expect(await project.run('migrate', 'plan', '--allow-unknown-migrations')).toMatchObject({ code: 0 })
  const up = await project.run('migrate', 'up', '--json')
  await expectToMatchSchema('migrate-up', JSON.parse(up.stdout))
  expect([up.code, JSON.parse(up.stdout)]).toMatchObject([0, { ok: true }])
  const done = await project.run('migrate', 'status', '--json')
  expect([done.code, listStoresInState(done, 'pending')]).toEqual([0, []])
  expect(JSON.parse(done.stdout)).toMatchObject({ ok: true })
  expect(parseStatuses(done).every(({ appliedAt }) => /^\d{4}-.*Z$/.test(appliedAt ?? ''))).toBe(true)
  expect((await project.run('migrate')).stdout).toContain('Nothing to do')
  const again = await project.run('migrate', '--json')
  await expectToMatchSchema('migrate', JSON.parse(again.stdout))
  expect((await project.run('migrate', '--wait', 'abc')).code).toBe(2)

  expect((await project.run('migrate', 'down', '--store', 'postgres')).code).toBe(3)
  expect(await project.run('migrate', 'down', '--steps', '99', '--store', 'postgres')).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/^⚠ Only \d+ migrations can be reverted, not 99\.$/m) as string,
  })
  const down = await project.run('migrate', 'down', '--store', 'postgres', '--yes', '--json')
  expect([down.code, JSON.parse(down.stdout)]).toMatchObject([
    0,
    { items: [{ id: '0001-add-nickname', outcome: 'reverted' }] },
  ])
  await expectToMatchSchema('migrate-down', JSON.parse(down.stdout))
  expect((await project.run('migrate', 'down', '--steps', '0')).code).toBe(2)
})

async function expectNameDescribed(project: ProjectDirectory): Promise<void> {
  const tooLong = await project.run('migrate', 'new', 'postgres', 'x'.repeat(247))
  expect([tooLong.code, tooLong.stderr]).toEqual([
    2,
    expect.stringContaining(
      'The name of the migration is too long for a file: it has 247 characters, and the limit is 246.',
    ),
  ])
  const create = async (name: string): Promise<string> =>
    (await project.runOk('migrate', 'new', 'postgres', name)).stderr
  const escaping = await create('../Tidy  up')
  expect(escaping).toContain(
    'The migration "../Tidy  up" is named 0002-tidy-up: names have only letters, digits and hyphens.',
  )
  const again = await create('Tidy_up')
  expect(again).not.toContain('is named')
  expect(again).toContain('There is a migration of that name already: 0002-tidy-up.sql.')
  for (const file of ['0002-tidy-up.sql', '0003-tidy-up.sql'])
    await rm(path.join(project.directory, 'own/postgres', file))
}

test('a failed migration is recorded and shown by status', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  await configureMigrationDirectories(project)
  await project.runOk('migrate', 'new', 'postgres', 'wrong')
  await writeFile(path.join(project.directory, 'own/postgres/0001-wrong.sql'), SAMPLES.postgres.failing)
  const failed = await project.run('migrate', '--json')
  await expectToMatchSchema('migrate', JSON.parse(failed.stdout))
  expect([failed.code, JSON.parse(failed.stdout)]).toMatchObject([1, { ok: false }])
  const status = await project.run('migrate', 'status')
  expect([status.code, status.stdout]).toEqual([4, expect.stringContaining('failed')])
  // What the plan finds is said before, and does not stop the run.
  await writeFile(
    path.join(project.directory, 'own/postgres/0001-wrong.sql'),
    'INSERT INTO missing VALUES (1);',
  )
  const expected = 'The migration postgres/0001-wrong fails: relation "missing" does not exist.'
  const planned = await project.run('migrate', 'plan', '--store', 'postgres')
  expect([planned.code, planned.stdout]).toEqual([4, expect.stringContaining(expected)])
  const warned = await project.run('migrate', '--store', 'postgres')
  expect([warned.code, warned.stderr.match(/^⚠ .*$/gm)?.[0], warned.stdout]).toEqual([
    1,
    expect.stringContaining(`⚠ ${expected} It runs anyway, as the check may be wrong.`),
    expect.stringMatching(/0001-wrong +failed/),
  ])
  await writeFile(path.join(project.directory, 'own/postgres/0001-other.sql'), SAMPLES.postgres.create(1))
  const duplicate = await project.run('migrate', 'status')
  expect(duplicate.stdout).toContain('postgres/0001-wrong: 0001-other has the same number')
  expect(duplicate.stderr).toContain('Rename one of them to the next number.')
  expect(duplicate.stderr).not.toContain('Run homemanager migrate')
  await rm(path.join(project.directory, 'own/postgres/0001-other.sql'))
  expect((await project.run('migrate', 'unlock', '--yes')).stdout).toContain('No lock was released')
  const unlocked = JSON.parse((await project.run('migrate', 'unlock', '--yes', '--json')).stdout) as object
  await expectToMatchSchema('migrate-unlock', unlocked)

  // A deleted file does not hide the failure: every command names the one that settles it.
  await rm(path.join(project.directory, 'own/postgres/0001-wrong.sql'))
  const forgotten = await project.run('migrate', 'status')
  expect([forgotten.code, forgotten.stderr]).toEqual([4, expect.stringContaining('migrate repair')])
  for (const name of ['plan', 'up']) {
    const { code, stdout, stderr } = await project.run('migrate', name)
    expect([name, code, stderr]).toEqual([
      name,
      0,
      expect.stringMatching(
        /postgres\/0001-wrong failed, and it changed nothing; the file is missing.*migrate repair --store postgres/,
      ),
    ])
    expect(stdout).toContain('Nothing to do: no migration is pending.')
    await expectToMatchSchema(
      `migrate-${name}`,
      JSON.parse((await project.run('migrate', name, '--json')).stdout),
    )
  }

  // No server has this address.
  const elsewhere = `${location.endpoints.mongo.url.replace('127.0.0.1', '192.0.2.1')}&serverSelectionTimeoutMS=100`
  await using remote = await createProjectDirectory({ ...location.endpoints, mongo: { url: elsewhere } })
  const asked = await remote.run('migrate', '--store', 'mongo', '--allow-remote', '--json')
  expect([asked.code, asked.stdout]).toEqual([3, expect.stringContaining('CONFIRMATION_NEEDED')])
})

test('every store that cannot be migrated reports the reason and a suggestion', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  await configureMigrationDirectories(project)
  const own = (name: string): string => path.join(project.directory, 'own', name)
  await writeFile(own('postgres/0001-later.sql'), SAMPLES.postgres.create(2))
  await writeFile(own('mongo/0001-later.json'), SAMPLES.mongo.create(1))
  expect((await project.run('migrate')).code).toBe(0)
  await writeFile(own('postgres/0001-later.sql'), SAMPLES.postgres.create(1))
  await rename(own('mongo/0001-later.json'), own('mongo/0002-later.json'))
  await project.runOk('migrate', 'new', 'dynamodb', 'by tag')
  await writeFile(own('dynamodb/0001-by-tag.json'), SAMPLES.dynamodb.failing)
  const { code, stderr } = await project.run('migrate')
  expect(code).toBe(1)
  expect(stderr).toMatch(/0001-later: run with checksum/)
  expect(stderr).toMatch(/0001-later: applied .*; the file is missing/)
  expect(stderr.match(/→ Restore the files/g)).toHaveLength(2)
  expect(stderr).toMatch(/^ {2}→ Restore the files, .*\n {4}Or continue .*\n {4}Or keep /m)
  // Each is an error.
  expect(stderr.match(/^✗ The migration files of (?:postgres|mongo) differ/gm)).toHaveLength(2)
  // Nothing is run in the store that could be migrated, so nothing is said of its data.
  expect(stderr).not.toContain('dynamodb')
  await rename(own('postgres/0001-later.sql'), own('postgres/0002-later.sql'))
  const missing = (await project.run('migrate')).stderr
  expect(missing.match(/^✗ The migration files of (?:postgres|mongo) differ/gm)).toHaveLength(2)
  expect(missing.match(/→ Restore the files/g)).toHaveLength(1)
  const continued = await project.run('migrate', '--store', 'dynamodb')
  expect([continued.code, continued.stderr]).toEqual([1, expect.stringContaining('✗ Migrating dynamodb')])
})

test('drift is reported by status and accepted by repair', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  const baseline = await project.run('migrate', 'baseline', '--store', 'mongo', '--yes', '--json')
  await expectToMatchSchema('migrate-baseline', JSON.parse(baseline.stdout))
  const only = ['--store', 'postgres']
  expect((await project.run('migrate', ...only)).code).toBe(0)
  const client = new pg.Client(location.endpoints.postgres.url)
  await client.connect()
  await client.query('BEGIN; LOCK TABLE users')
  const locked = await project.run('migrate', 'status', ...only, '--json')
  await expectToMatchSchema('migrate-status', JSON.parse(locked.stdout))
  expect([locked.code, JSON.parse(locked.stdout), locked.stderr]).toMatchObject([
    0,
    { ok: true, uncompared: [{ store: 'postgres', reason: 'locked' }] },
    expect.stringContaining('The schema of postgres was not compared with the migrations: another session'),
  ])
  await client.query('ROLLBACK; ALTER TABLE users ALTER COLUMN display_name DROP NOT NULL')
  await client.end()

  const changed = await project.run('migrate', 'status', ...only, '--json')
  await expectToMatchSchema('migrate-status', JSON.parse(changed.stdout))
  expect([changed.code, JSON.parse(changed.stdout)]).toMatchObject([
    4,
    { ok: false, drift: [{ store: 'postgres', kind: 'column', problem: 'changed' }] },
  ])
  const repaired = await project.run('migrate', 'repair', ...only, '--yes', '--json')
  const repairs = JSON.parse(repaired.stdout) as { readonly items: readonly object[] }
  await expectToMatchSchema('migrate-repair', repairs)
  expect([repaired.code, repairs]).toMatchObject([0, { ok: true }])
  expect(repairs.items[0]).toMatchObject({ store: 'postgres', problem: 'schema', repaired: true })
  expect((await project.run('migrate', 'repair', ...only, '--json')).code).toBe(0)

  // Without a homemanager.yaml, files are not used. Each subcommand says so once.
  const unused = path.join(project.directory, 'migrations', 'postgres')
  await mkdir(unused, { recursive: true })
  await writeFile(path.join(unused, '0001-unused.sql'), SAMPLES.postgres.create(1))
  for (const args of [[], ['up'], ['down', '--yes', '--no-backup'], ['up'], ['status']]) {
    const { code, stderr } = await project.run('migrate', ...args, ...only)
    expect([args, code, stderr.match(/are not used: there is no homemanager\.yaml/g)]).toEqual([
      args,
      0,
      [expect.any(String)],
    ])
  }
})

interface StatusDocument {
  readonly items: readonly MigrationStatus[]
  readonly drift: readonly StoreDrift[]
}

function parseStatuses({ stdout }: CommandResult): readonly MigrationStatus[] {
  return (JSON.parse(stdout) as StatusDocument).items
}

/** The stores that have a migration in that state. */
function listStoresInState(result: CommandResult, state: string): readonly string[] {
  const found = parseStatuses(result).filter((status) => status.state === state)
  return [...new Set(found.map(({ store }) => store))]
}

/** A configured directory must exist. */
async function configureMigrationDirectories({ directory }: ProjectDirectory): Promise<void> {
  const lines = STORE_NAMES.map((store) => `  ${store}: own/${store}\n`)
  await writeFile(path.join(directory, 'homemanager.yaml'), `migrations:\n${lines.join('')}`)
  for (const store of STORE_NAMES) await mkdir(path.join(directory, 'own', store), { recursive: true })
}
