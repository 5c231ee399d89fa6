import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { isSupervised } from '../supervision/supervisor-process.js'
import { createStack } from '../stack/create-stack.js'

const MIGRATIONS = 'migrations:\n  postgres: migrations\n  mongo: mongo-migrations\n'

const RUNNING_SLEEPS =
  "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%pg_sleep%'"

test('up saves the data before migrations that delete some of it, unless they delete none or --no-backup is given', async () => {
  await using project = await createCliProject(MIGRATIONS)
  for (const name of ['migrations', 'mongo-migrations']) await mkdir(path.join(project.directory, name))
  await writeMigration(
    project,
    '0001-create',
    "CREATE TABLE a AS SELECT 'kept' AS v; CREATE TABLE b AS SELECT 1 AS v;",
  )
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  expect(await listSnapshots(project)).toEqual([])
  expect(await project.run('undo', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('NO_UNDO_SNAPSHOT') as string,
  })
  await writeMigration(project, '0002-add', 'CREATE TABLE c (v integer);')
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  expect(await listSnapshots(project)).toEqual([])

  await writeMigration(project, '0003-drop', 'DROP TABLE a;')
  await expectPlanned(project)
  const dropped = await project.run('up', '--no-services')
  expect(dropped).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/postgres\/0003-drop deletes .*snapshot before-migrate-/s) as string,
  })
  const saved = await listSnapshots(project)
  expect(saved).toEqual([expect.stringMatching(/^before-migrate-/)])
  expect(await project.run('wait')).toMatchObject({ code: 0 })
  expect(await project.run('verify')).toMatchObject({ code: 0 })

  // The migration is not applied again, until somebody does.
  const undone = await project.run('undo', '--yes', '--json')
  expect([undone.code, JSON.parse(undone.stdout)]).toMatchObject([0, { pending: ['postgres/0003-drop'] }])
  expect(undone.stderr).toMatch(
    /postgres\/0003-drop was not applied to the restored data: it deletes .*homemanager migrate or up/,
  )
  await expectToMatchSchema('undo', JSON.parse(undone.stdout))
  await expectUndoneWithoutFile(project)
  expect(await project.run('query', 'postgres', 'SELECT v FROM a', '--csv')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('kept') as string,
  })
  expect(await project.run('status')).toMatchObject({ code: 0 })
  expect(await project.run('up')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/postgres\/0003-drop deletes .*migrations 1 applied/s) as string,
  })
  expect(await project.run('wait')).toMatchObject({ code: 0 })
  expect(await project.run('verify')).toMatchObject({ code: 0 })
  const all = await listSnapshots(project)
  expect(all).toEqual([
    expect.stringMatching(/^before-migrate-/),
    ...Array.from({ length: 3 }, () => expect.stringMatching(/^before-undo-/) as string),
    ...saved,
  ])

  await expectComparedAfterMigrate(project)

  // What follows is the same without services.
  await project.runOk('down')
  await project.runOk('up', '--no-services')
  await expectNothingKeptOfFailures(project)
  await expectMigrationAwaited(project)
  await expectTruncatedAndUndone(project)
  await expectFailedAttemptsUndone(project)
  await expectUndoneWhileStopped(project)

  const kept = await listSnapshots(project)
  await writeMigration(project, '0010-drop', 'DROP TABLE b;')
  const stopped = await project.run('down')
  expect(stopped).toMatchObject({ code: 0 })
  expect(await project.run('up', '--no-backup', '--no-services')).toMatchObject({ code: 0 })
  expect(await listSnapshots(project)).toEqual(kept)
})

async function expectPlanned(project: CliProject): Promise<void> {
  expect((await project.run('migrate', 'plan')).stdout).toMatch(
    /\n {5}- data loss: deletes a, which contains data .*\n\nBefore postgres\/0003-drop, homemanager migrate and up save a snapshot of the data, which homemanager undo restores\. With --no-backup, they save none\.$/m,
  )
  const planned = JSON.parse((await project.run('migrate', 'plan', '--json')).stdout) as object
  await expectToMatchSchema('migrate-plan', planned)
  expect(planned).toMatchObject({
    savesSnapshot: true,
    items: [{ steps: [{ warnings: [{ effect: 'deletes', fails: false }] }] }],
  })
}

/** Who deletes the file, as `undo` advises, can follow the next error word by word. */
async function expectUndoneWithoutFile(project: CliProject): Promise<void> {
  await rm(path.join(project.directory, 'migrations', '0003-drop.sql'))
  expect(await project.run('undo', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/→ Run homemanager undo --repair, which .*MIGRATION_DRIFT/s) as string,
  })
  expect(await project.run('undo', '--repair', '--yes')).toMatchObject({ code: 0 })
  expect(await project.run('migrate', 'status')).toMatchObject({ code: 0 })
  // The table is gone, and comes back.
  expect((await project.run('query', 'postgres', 'SELECT v FROM a')).stderr).toContain('does not exist')
  expect(await project.run('undo', '--yes')).toMatchObject({ code: 0 })
  await writeMigration(project, '0003-drop', 'DROP TABLE a;')
}

/** Failed attempts that changed nothing do not displace the snapshots that `undo` restores. */
async function expectNothingKeptOfFailures(project: CliProject): Promise<void> {
  const before = await listSnapshots(project)
  await writeMigration(project, '0005-fail', 'UPDATE b SET v = v + 1; SELECT 1/0;')
  for (const command of ['migrate', 'up'])
    expect(await project.run(command, ...(command === 'up' ? ['--no-services'] : []))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /Snapshot before-migrate-.* was deleted, because nothing was changed\./,
      ) as string,
    })
  expect(await listSnapshots(project)).toEqual(before)
  await rm(path.join(project.directory, 'migrations', '0005-fail.sql'))
  expect(await project.run('migrate', 'repair', '--yes')).toMatchObject({ code: 0 })
}

/** `up` compares the files also with what `migrate` and `migrate down` have done since the last `up`. */
async function expectComparedAfterMigrate(project: CliProject): Promise<void> {
  const other = [
    '0004-other',
    'CREATE TABLE d AS SELECT 1 AS v;\n-- homemanager: down\nDROP TABLE d;',
  ] as const
  const unchanged = { code: 0, stdout: expect.stringContaining('already running') as string }
  await writeMigration(project, ...other)
  expect(await project.run('migrate')).toMatchObject({ code: 0 })
  expect(await project.run('up')).toMatchObject(unchanged)
  await rm(path.join(project.directory, 'migrations', `${other[0]}.sql`))
  expect(await project.run('up')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/0004-other: .*the file is missing.*MIGRATION_DRIFT/s) as string,
  })
  await writeMigration(project, ...other)
  expect(await project.run('up')).toMatchObject(unchanged)
  expect(await project.run('migrate', 'down', '--yes', '--no-backup')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^⚠ postgres\/0004-other: deletes d, which contains data/m) as string,
  })
  await expect(createStack({ cwd: project.directory })).rejects.toMatchObject({
    code: 'STACK_DIFFERS',
    detail: expect.stringMatching(/^migrations: the files differ/) as string,
  })
  expect(await project.run('up')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('migrations 1 applied') as string,
  })
}

/** Commands that stop the engines wait for a migration that runs. A second run plans again after it, and saves nothing. */
async function expectMigrationAwaited(project: CliProject): Promise<void> {
  const before = await listSnapshots(project)
  await writeMigration(project, '0005-slow', 'DELETE FROM b; SELECT pg_sleep(5); INSERT INTO b VALUES (1);')
  const first = project.runAlone('migrate')
  await waitUntil(async () => (await listSnapshots(project)).length > before.length)
  await waitUntil(async () =>
    (await project.run('query', 'postgres', RUNNING_SLEEPS, '--csv')).stdout.includes('1'),
  )
  const waiting = /Another command \(pid \d+\) is running for this project; waiting/
  const results = await Promise.all([
    first,
    project.runAlone('migrate'),
    project.runAlone('snapshot', 'save', 'between'),
    project.runAlone('migrate', '--wait', '0'),
    project.runAlone('down', '--timeout', '1'),
  ])
  expect(results).toMatchObject([
    { code: 0, stdout: expect.stringContaining('0005-slow') as string },
    {
      code: 0,
      stdout: expect.stringContaining('Nothing to do') as string,
      stderr: expect.stringMatching(waiting) as string,
    },
    { code: 0, stderr: expect.stringMatching(waiting) as string },
    { code: 6, stderr: expect.stringMatching(/--wait.*LOCK_TIMEOUT/s) as string },
    { code: 6, stderr: expect.stringMatching(/--timeout.*LOCK_TIMEOUT/s) as string },
  ])
  expect(isSupervised(project.home)).toBe(true)
  const saved = (await listSnapshots(project)).filter((name) => !before.includes(name))
  expect(saved).toEqual(['between', expect.stringMatching(/^before-migrate-/)])
}

/** What is emptied or changed is saved, and stays as it was before when it is undone. */
async function expectTruncatedAndUndone(project: CliProject): Promise<void> {
  const readB = async (): Promise<string> =>
    (await project.run('query', 'postgres', 'SELECT v FROM b', '--csv')).stdout
  const before = await readB()
  await writeMigration(project, '0006-empty', 'TRUNCATE b;')
  await writeMigration(project, '0007-change', 'UPDATE b SET v = v + 1;')
  await writeDependent(project)
  expect(await project.run('migrate')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /0006-empty empties b .*0007-change changes records of b .*snapshot before-migrate-/s,
    ) as string,
  })
  expect(await readB()).not.toBe(before)
  const undone = await project.run('undo', '--yes', '--json')
  expect([undone.code, JSON.parse(undone.stdout)]).toMatchObject([
    0,
    { pending: ['postgres/0006-empty', 'postgres/0007-change', 'mongo/0001-after'] },
  ])
  expect(undone.stderr).toContain(
    'The migration mongo/0001-after stays pending too: it comes after postgres/0007-change.',
  )
  expect(await project.run('status')).toMatchObject({ code: 0 })
  expect(undone.stderr).not.toContain('none pending')
  expect(await readB()).toBe(before)
  const [, saved] = await listSnapshots(project)

  // Of another snapshot, only what deletes stays pending.
  await rm(path.join(project.directory, 'migrations', '0006-empty.sql'))
  expect(await project.run('snapshot', 'save', 'keep')).toMatchObject({ code: 0 })
  const restored = await project.run('snapshot', 'restore', 'keep', '--yes', '--no-backup', '--json')
  expect([restored.code, JSON.parse(restored.stdout)]).toMatchObject([0, { pending: [] }])
  expect(await readB()).not.toBe(before)
  expect(saved).toMatch(/^before-migrate-/)
}

/**
 * What failed in the run that is undone is not run again, and what was applied beside it does not hide that it may have changed data:
 * the snapshot before it is named when its next run is undone.
 */
async function expectFailedAttemptsUndone(project: CliProject): Promise<void> {
  const fill = { name: 'fill', command: { insert: 'twice', documents: [{ k: 1 }, { k: 1 }] } }
  const writeIndex = async (unique: boolean): Promise<void> => {
    const indexes = [{ name: 'k', key: { k: 1 }, unique }]
    const index = { name: 'index', createIndexes: { collection: 'twice', indexes } }
    const file = path.join(project.directory, 'mongo-migrations', '0002-index.json')
    await writeFile(file, JSON.stringify({ up: [fill, index] }))
  }
  await writeIndex(true)
  await writeMigration(project, '0008-change', 'UPDATE b SET v = v + 1;')
  expect(await project.run('migrate')).toMatchObject({ code: 1 })
  const undone = await project.run('undo', '--yes', '--json')
  expect([undone.code, JSON.parse(undone.stdout)]).toMatchObject([
    0,
    { pending: ['postgres/0008-change', 'mongo/0002-index'], beforeAttempt: null },
  ])
  expect(undone.stderr).toContain(
    'The migration mongo/0002-index was not applied to the restored data: it failed before. Edit or delete the file',
  )
  expect((await project.run('query', 'mongo', 'twice.find({})', '--csv')).stdout).not.toContain('1')

  expect(await project.run('migrate')).toMatchObject({ code: 1 })
  const [first] = await listSnapshots(project)
  await writeIndex(false)
  await writeMigration(project, '0009-change', 'UPDATE b SET v = v + 1;')
  expect(await project.run('migrate')).toMatchObject({ code: 0 })
  const { items } = JSON.parse((await project.run('snapshot', 'list', '--json')).stdout) as {
    readonly items: readonly { readonly unsuccessful?: boolean }[]
  }
  expect(items.slice(0, 2).map(({ unsuccessful }) => unsuccessful)).toEqual([undefined, true])
  const again = await project.run('undo', '--yes')
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      `A migration that failed or was interrupted before may have changed this data already. To restore the data before it, run homemanager snapshot restore ${first}.`,
    ) as string,
  })
}

/** Without engines, what the migrations do is not known, but which are pending is. */
async function expectUndoneWhileStopped(project: CliProject): Promise<void> {
  expect(await project.run('migrate')).toMatchObject({ code: 0 })
  expect(await project.run('down')).toMatchObject({ code: 0 })
  const undone = await project.run('undo', '--yes')
  expect(undone).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      'If postgres/0009-change is edited or deleted until then, run homemanager undo --repair.',
    ) as string,
    stderr: expect.stringContaining(
      'The migration postgres/0009-change is pending in the restored data: the next homemanager up or migrate applies it. If it deletes data, edit or delete the file first.',
    ) as string,
  })
}

/** A migration of another store that waits for one that stays pending. */
async function writeDependent({ directory }: CliProject): Promise<void> {
  const up = [{ name: 'create', createCollection: { collection: 'after' } }]
  const text = JSON.stringify({ after: ['postgres/0007-change'], up })
  await writeFile(path.join(directory, 'mongo-migrations', '0001-after.json'), text)
}

async function writeMigration({ directory }: CliProject, id: string, sql: string): Promise<void> {
  await writeFile(path.join(directory, 'migrations', `${id}.sql`), `${sql}\n`)
}

async function listSnapshots(project: CliProject): Promise<readonly string[]> {
  const { stdout } = await project.run('snapshot', 'list', '--json')
  const { items } = JSON.parse(stdout) as { readonly items: readonly { readonly name: string }[] }
  return items.map(({ name }) => name)
}
