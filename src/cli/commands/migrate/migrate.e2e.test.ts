import { access, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { type CommandResult, createProjectDirectory } from '../../../../test/support/project-directory.js'
import { SAMPLES } from '../../../../test/support/sample-migrations.js'
import type { MigrationStatus } from '../../../migrations/list-migration-statuses.js'

beforeAll(buildOnce)

const CONFIG = 'migrations:\n  postgres: own/postgres\n  dynamodb: own/dynamodb\n  mongo: own/mongo\n'

test('new, plan, up, status, down: the words, the shapes and the exit codes', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  await writeFile(path.join(project.directory, 'homemanager.yaml'), CONFIG)
  const pending = await project.run('migrate', 'status', '--json')
  expect(pending.code).toBe(4)
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
    ['dynamodb', 'by tag'],
    ['mongo', 'tidy up', '--code'],
  ]) {
    expect((await project.run('migrate', 'new', ...args)).code).toBe(0)
  }
  const own = (name: string): string => path.join(project.directory, 'own', name)
  await Promise.all([access(own('dynamodb/0001-by-tag.json')), access(own('mongo/0001-tidy-up.mjs'))])
  expect(await readFile(own('postgres/0001-add-nickname.sql'), 'utf8')).toContain('-- homemanager: down')
  await writeFile(own('postgres/0001-add-nickname.sql'), SAMPLES.postgres.create(1))
  await writeFile(own('dynamodb/0001-by-tag.json'), SAMPLES.dynamodb.create(1))

  const plan = await project.run('migrate', 'plan', '--store', 'postgres')
  expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('CREATE TABLE thing_1')])
  const up = await project.run('migrate', 'up', '--json')
  expect([up.code, JSON.parse(up.stdout)]).toMatchObject([0, { ok: true }])
  const done = await project.run('migrate', 'status', '--json')
  expect([done.code, listStoresInState(done, 'pending')]).toEqual([0, []])
  expect(parseStatuses(done).every(({ appliedAt }) => /^\d{4}-.*Z$/.test(appliedAt ?? ''))).toBe(true)
  expect((await project.run('migrate')).stdout).toContain('Nothing to do')

  expect((await project.run('migrate', 'down', '--store', 'postgres')).code).toBe(3)
  const down = await project.run('migrate', 'down', '--store', 'postgres', '--yes', '--json')
  expect([down.code, JSON.parse(down.stdout)]).toMatchObject([
    0,
    { results: [{ id: '0001-add-nickname', outcome: 'reverted' }] },
  ])
  expect((await project.run('migrate', 'down', '--steps', '0')).code).toBe(2)
})

test('a failure is recorded, shown by status, and what is wrong is told with the way out', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  await writeFile(path.join(project.directory, 'homemanager.yaml'), CONFIG)
  await project.run('migrate', 'new', 'postgres', 'wrong')
  await writeFile(path.join(project.directory, 'own/postgres/0001-wrong.sql'), SAMPLES.postgres.failing)
  const failed = await project.run('migrate', '--json')
  expect([failed.code, JSON.parse(failed.stdout)]).toMatchObject([1, { ok: false }])
  const status = await project.run('migrate', 'status')
  expect([status.code, status.stdout]).toEqual([4, expect.stringContaining('failed')])
  expect((await project.run('migrate', 'unlock', '--yes')).stdout).toContain('No lock was taken away')

  const elsewhere = location.endpoints.mongo.url.replace('127.0.0.1', '192.0.2.1')
  await using remote = await createProjectDirectory({ ...location.endpoints, mongo: { url: elsewhere } })
  const asked = await remote.run('migrate', '--store', 'mongo', '--allow-remote', '--json')
  expect([asked.code, asked.stdout]).toEqual([3, expect.stringContaining('CONFIRMATION_NEEDED')])
})

test('each store that refuses says why, and what to do about it', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  await writeFile(path.join(project.directory, 'homemanager.yaml'), CONFIG)
  for (const store of ['postgres', 'mongo']) await project.run('migrate', 'new', store, 'later')
  expect((await project.run('migrate')).code).toBe(0)
  const own = (name: string): string => path.join(project.directory, 'own', name)
  await writeFile(own('postgres/0001-later.sql'), SAMPLES.postgres.create(1))
  await rename(own('mongo/0001-later.json'), own('mongo/0002-later.json'))
  await project.run('migrate', 'new', 'dynamodb', 'by tag')
  await writeFile(own('dynamodb/0001-by-tag.json'), SAMPLES.dynamodb.failing)
  const { code, stderr } = await project.run('migrate')
  expect(code).toBe(1)
  expect(stderr).toMatch(/0001-later: ran with checksum/)
  expect(stderr).toMatch(/0001-later: applied .*, its file is missing/)
  expect(stderr.match(/→ Restore the files/g)).toHaveLength(2)
  expect(stderr).toContain('✗ Migrating dynamodb')
})

function parseStatuses({ stdout }: CommandResult): readonly MigrationStatus[] {
  return JSON.parse(stdout) as readonly MigrationStatus[]
}

/** The stores that have something in that state. */
function listStoresInState(result: CommandResult, state: string): readonly string[] {
  const found = parseStatuses(result).filter((status) => status.state === state)
  return [...new Set(found.map(({ store }) => store))]
}
