import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DeleteTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { createTestUser } from '../../../../test/support/api-caller.js'
import { buildOnce } from '../../../../test/support/build-once.js'
import { type CliProject, createCliProject } from '../../../../test/support/cli-project.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { listLost, startMixedLoad } from '../../../../test/support/mixed-load.js'
import { getStackProcess, isRestarted } from '../../../../test/support/stack-processes.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { openDynamodbStore } from '../../../stores/dynamodb/client/dynamodb-store.js'
import { getPackagePath } from '../../../core/package-path.js'
import type { StackStatus } from '../../../project/status/stack-status.js'

const RESTART_TIMEOUT_MS = 60_000
/** Other tests use the same engine. */
const OWN_TABLE = `own_${crypto.randomUUID()}`

interface Described {
  readonly name: string
  readonly reason: string
  readonly directory: string
}

/** Ctrl-C once the services are stopped, which may be too late to prevent the restore. */
async function interruptRestore(stack: CliProject, name: string): Promise<void> {
  const before = await listReasons(stack)
  const restore = stack.start('snapshot', 'restore', name, '--yes', '--verbose')
  const ended = once(restore, 'close')
  let output = ''
  let isInterrupted = false
  restore.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (isInterrupted || !output.includes('Stopped the services.')) return
    isInterrupted = restore.kill('SIGINT')
  })
  expect(await ended).toEqual([130, null])
  const isReplaced = output.includes(`The data is that of snapshot ${name}.`)
  expect(output.includes('The data was not replaced; the services are running.')).toBe(!isReplaced)
  expect(isReplaced ? before : await listReasons(stack)).toEqual(before)
  const status = JSON.parse((await stack.run('status', '--json')).stdout) as StackStatus
  expect(status).toMatchObject({
    ok: !isReplaced,
    services: { gateway: { restarts: 0, lastRestart: null } },
    stores: { postgres: { restarts: 0 }, dynamodb: { restarts: 0 }, mongo: { restarts: 0 } },
  })
  expect(await stack.run('up')).toMatchObject({ code: 0 })
}

test('a snapshot that is saved under load has every write accepted before it, and restores as one', async () => {
  await using stack = await createCliProject()
  await writeOwnMigration(stack)
  expect(await stack.run('up', '--no-services')).toMatchObject({ code: 0 })
  expect(await stack.run('seed', 'demo')).toMatchObject({ code: 0 })
  await restorePortable(stack)
  await restoreElsewhere(stack)
  await restoreWithOtherFiles(stack)

  expect(await stack.run('up')).toMatchObject({ code: 0 })
  const saved = await restoreWhatWasAccepted(stack)
  await exportAndBranch(stack)
  await failToMigrate(stack)
  await rejectDamagedAndUnknown(stack, saved)
  await restoreStopped(stack)
  await interruptRestore(stack, 'again')
  expect(await stack.run('verify')).toMatchObject({ code: 0 })
  // Sessions that may have been revoked since are not revived.
  const sessions =
    'SELECT count(*) FILTER (WHERE revoked_at IS NULL) AS valid, count(*) > 0 AS some FROM sessions'
  expect(JSON.parse((await stack.run('query', 'postgres', sessions, '--json')).stdout)).toMatchObject({
    items: [{ valid: 0, some: true }],
  })
  expect(await stack.run('down', '--snapshots')).toMatchObject({ code: 2 })
  expect(await stack.run('down', '--volumes', '--snapshots', '--yes')).toMatchObject({ code: 0 })
  expect(JSON.parse((await stack.run('snapshot', 'list', '--json')).stdout)).toEqual({
    items: [],
    damaged: [],
  })
})

/** Creates a table of DynamoDB. */
async function writeOwnMigration(stack: CliProject): Promise<void> {
  const directory = path.join(stack.directory, 'migrations', 'dynamodb')
  await mkdir(directory, { recursive: true })
  const up = [{ name: 'create', createTable: { table: OWN_TABLE, partitionKey: 'id' } }]
  await writeFile(path.join(directory, '0001-reminders.json'), JSON.stringify({ up }))
}

/** A portable snapshot, and what differs from it. */
async function restorePortable(stack: CliProject): Promise<void> {
  const write = async (statement: string): Promise<unknown> =>
    stack.runOk('query', 'dynamodb', statement, '--write')
  await write(`INSERT INTO "${OWN_TABLE}" VALUE {'id': '1', 'title': 'milk'}`)
  const portable = await stack.run('snapshot', 'save', 'portable', '--portable', '--json')
  expect(JSON.parse(portable.stdout)).toMatchObject({ format: 'portable', notCovered: [] })
  const same = await stack.run('snapshot', 'diff', 'portable', '--json')
  await expectToMatchSchema('snapshot-diff', JSON.parse(same.stdout))
  expect([same.code, JSON.parse(same.stdout)]).toEqual([0, { ok: true, entities: [], items: [] }])
  await stack.runOk(
    'query',
    'postgres',
    "UPDATE users SET display_name = 'New' WHERE email LIKE 'alex.parker@%'",
    '--write',
  )
  await write(`UPDATE "${OWN_TABLE}" SET title = 'bread' WHERE id = '1'`)
  const different = await stack.run('snapshot', 'diff', 'portable', '--json')
  await expectToMatchSchema('snapshot-diff', JSON.parse(different.stdout))
  expect([different.code, JSON.parse(different.stdout)]).toMatchObject([
    4,
    {
      entities: [
        { store: 'postgres', entity: 'users', added: 0, removed: 0, changed: 1 },
        { store: 'dynamodb', entity: OWN_TABLE, added: 0, removed: 0, changed: 1 },
      ],
    },
  ])
  expect(different.stdout).toContain('display_name')
  const restore = await stack.run('snapshot', 'restore', 'portable', '--yes', '--no-backup')
  expect([restore.stderr, restore.code]).toMatchObject([expect.any(String), 0])
  const title = await stack.runOk('query', 'dynamodb', `SELECT title FROM "${OWN_TABLE}"`, '--json')
  expect(JSON.parse(title.stdout)).toMatchObject({ items: [{ title: 'milk' }] })
  expect(await stack.run('verify', '--dataset')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Not covered: table ${OWN_TABLE} (1).`),
  })
  expect(await stack.run('migrate', 'status')).toMatchObject({ code: 0 })
}

/** A snapshot that is saved while clients write, by undo and by name. */
async function restoreWhatWasAccepted(stack: CliProject): Promise<Described> {
  const others = (await listReasons(stack)).length
  const user = await createTestUser(`http://127.0.0.1:${stack.ports.gateway}`)
  const load = await startMixedLoad(user)
  const before = new Set(load.accepted)
  const saved = JSON.parse(
    (await stack.run('snapshot', 'save', 'first', '--note', 'a note', '--json')).stdout,
  ) as Described
  await expectToMatchSchema('snapshot-save', saved)
  expect(saved).toMatchObject({ name: 'first', note: 'a note', reason: 'manual', notCovered: [] })
  expect(saved).toMatchObject({ seeded: ['demo'], generator: 2 })
  await load.stop()
  // Requests waited and then succeeded.
  expect(load.counts.failed).toBe(0)
  // What the services keep for themselves is not data of the user.
  expect(JSON.parse((await stack.run('verify', '--json')).stdout)).toMatchObject({
    ok: true,
    notCovered: [{ name: OWN_TABLE, records: 1 }],
  })
  const after = new Set(load.accepted)
  expect(await listLost(user, load)).toEqual([])

  const reset = await stack.run('reset', '--yes')
  expect(reset).toMatchObject({ code: 0, stderr: expect.stringContaining('homemanager undo') })
  expect(await stack.run('seed', '--reset', '--no-backup', '--yes')).toMatchObject({ code: 0 })
  const restored = JSON.parse((await stack.run('undo', '--yes', '--verify', '--json')).stdout) as object
  await expectToMatchSchema('undo', restored)
  expect(restored).toMatchObject({
    ok: true,
    restored: expect.stringMatching(/^before-reset-/),
    running: true,
  })
  expect(await listLost(user, { ...load, accepted: after })).toEqual([])

  expect(await stack.run('snapshot', 'restore', 'first', '--yes', '--verify')).toMatchObject({ code: 0 })
  // The stack is recorded as it is after `up`.
  expect(await stack.run('up')).toMatchObject({ code: 0, stdout: expect.stringContaining('already running') })
  expect(
    await listLost(user, { ...load, accepted: new Set([...before].filter((each) => after.has(each))) }),
  ).toEqual([])
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
  const list = JSON.parse((await stack.run('snapshot', 'list', '--json')).stdout) as {
    readonly items: readonly Described[]
  }
  await expectToMatchSchema('snapshot-list', list)
  expect(list.items.slice(0, -others).map(({ reason }) => reason)).toEqual([
    'restore',
    'undo',
    'reset',
    'manual',
  ])
  return saved
}

/** A branch has the data of the snapshot and nothing else in common with the project. */
async function exportAndBranch(stack: CliProject): Promise<void> {
  expect(await stack.run('snapshot', 'export', 'first')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('homemanager snapshot export first.tar.gz first') as string,
  })
  expect(await stack.run('snapshot', 'export', 'missing/first.tar.gz', 'first')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /cannot be written to .*missing\/first\.tar\.gz\.\n.* does not exist\.\n.*Create it with mkdir -p /,
    ) as string,
  })
  expect(await stack.run('snapshot', 'export', '/dev/full', 'first')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/It is a device or a pipe;.*\n.*Pass the path of a new file/) as string,
  })
  const exported = await stack.run('snapshot', 'export', 'first.tar.gz', 'first', '--json')
  await expectToMatchSchema('snapshot-export', JSON.parse(exported.stdout))
  for (const name of [[], ['portable']]) {
    expect(await stack.run('snapshot', 'import', 'first.tar.gz', ...name)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/snapshot import FILE NAME\)[^]*SNAPSHOT_EXISTS/) as string,
    })
  }
  const imported = await stack.run('snapshot', 'import', 'first.tar.gz', 'again', '--json')
  await expectToMatchSchema('snapshot-import', JSON.parse(imported.stdout))
  const shown = await stack.run('snapshot', 'show', 'again', '--verify', '--json')
  await expectToMatchSchema('snapshot-show', JSON.parse(shown.stdout))
  expect(await stack.run('branch', 'create', 'try', '--provider', 'embedded')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--provider requires --from'),
  })
  const created = await stack.run('branch', 'create', 'try', '--from', 'first.tar.gz', '--json')
  const branch = JSON.parse(created.stdout) as { readonly project: string }
  await expectToMatchSchema('branch-create', branch)
  expect(branch).toMatchObject({ project: 'test-try', from: 'first', status: { ok: true } })
  expect(await stack.run('reset', '--no-backup', '--yes')).toMatchObject({ code: 0 })
  expect(await stack.run('--project', 'test-try', 'verify', '--dataset')).toMatchObject({ code: 0 })
  expect(await stack.run('branch', 'create', 'try')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/homemanager branch delete try\.[^]*BRANCH_EXISTS/) as string,
  })
  await expectToMatchSchema('branch-list', JSON.parse((await stack.run('branch', 'list', '--json')).stdout))
  const removed = await stack.run('branch', 'delete', 'try', '--yes', '--json')
  await expectToMatchSchema('branch-delete', JSON.parse(removed.stdout))
  expect(JSON.parse((await stack.run('branch', 'list', '--json')).stdout)).toEqual({ items: [] })
  expect(await stack.run('seed')).toMatchObject({ code: 0 })
}

/** Nothing is restored from a damaged snapshot, and nothing is saved or restored under a wrong name. */
async function rejectDamagedAndUnknown(stack: CliProject, first: Described): Promise<void> {
  await damage(first.directory)
  const damaged = await stack.run('snapshot', 'restore', 'first', '--yes')
  expect(damaged).toMatchObject({ code: 1, stderr: expect.stringContaining('SNAPSHOT_DAMAGED') })
  expect(await stack.run('snapshot', 'show', 'first', '--verify')).toMatchObject({ code: 1 })
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
  expect(await stack.run('snapshot', 'save', 'first')).toMatchObject({ code: 2 })
  expect(await stack.run('snapshot', 'save', '../x')).toMatchObject({ code: 2 })
  expect(await stack.run('snapshot', 'restore', 'frist', '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean first?'),
  })
  const deleted = await stack.run('snapshot', 'delete', 'first', '--yes', '--json')
  await expectToMatchSchema('snapshot-delete', JSON.parse(deleted.stdout))
}

/** A stopped stack stays stopped. Deleting its data keeps the snapshots. */
async function restoreStopped(stack: CliProject): Promise<void> {
  const down = await stack.run('down', '--volumes', '--yes')
  expect(down).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/snapshot before-down-.*homemanager undo/),
  })
  const stopped = await stack.run('undo', '--yes', '--verify', '--json')
  expect(JSON.parse(stopped.stdout)).toMatchObject({
    ok: true,
    restored: expect.stringMatching(/^before-down-/) as string,
    running: false,
    backup: null,
  })
  expect(await stack.run('up')).toMatchObject({ code: 0 })
}

/** Restores the portable snapshot into servers that homemanager does not run. */
async function restoreElsewhere(stack: CliProject): Promise<void> {
  expect(await stack.run('snapshot', 'export', 'portable.tar.gz', 'portable')).toMatchObject({ code: 0 })
  await using databases = await createTestDatabases()
  const { postgres, dynamodb, mongo } = databases.endpoints
  await using other = await createCliProject()
  await writeOwnMigration(other)
  const lines = Object.entries({ postgres, dynamodb, mongo }).map(
    ([name, endpoint]) => `${name}: ${JSON.stringify(endpoint)}\n`,
  )
  const file = path.join(other.directory, 'homemanager.yaml')
  await writeFile(file, `project: test\nprovider: external\n${lines.join('')}`)
  const archive = path.join(stack.directory, 'portable.tar.gz')
  const expectCodes = async (
    ...commands: readonly (readonly [code: number, ...args: readonly string[]])[]
  ): Promise<void> => {
    for (const [code, ...args] of commands)
      expect([args, await other.run(...args)]).toMatchObject([args, { code }])
  }
  await expectCodes(
    [0, 'up', '--no-services'],
    [0, 'snapshot', 'import', archive],
    [0, 'snapshot', 'restore', 'portable', '--yes'],
    [0, 'verify', '--dataset'],
    [0, 'migrate', 'status'],
  )
  await using store = openDynamodbStore(dynamodb)
  const [item] = (await store.client.send(new ScanCommand({ TableName: OWN_TABLE }))).Items ?? []
  expect(item).toEqual({ id: { S: '1' }, title: { S: 'milk' } })
  await expectCodes([0, 'undo', '--yes', '--verify'], [1, 'verify', '--dataset'], [0, 'down'])
  await store.client.send(new DeleteTableCommand({ TableName: OWN_TABLE }))
}

/** What is refused changes nothing and stops nothing. An error after the data was replaced says so, and the next undo restores the same snapshot. */
async function failToMigrate(stack: CliProject): Promise<void> {
  const directory = path.join(stack.directory, 'migrations', 'postgres')
  const file = path.join(directory, '0001-bad.sql')
  await mkdir(directory, { recursive: true })
  expect(await stack.run('up', '--seed', 'small')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('DIFFERENT_DATASET_SEEDED') as string,
  })
  expect(await stack.run('status')).toMatchObject({ code: 0 })
  expect(await stack.run('reset', '--yes')).toMatchObject({ code: 0 })
  const before = await listReasons(stack)

  await writeFile(file, '-- down\nSELECT 1;\n')
  expect(await stack.run('undo', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('MIGRATION_INVALID') as string,
  })
  expect(await listReasons(stack)).toEqual(before)
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 1 })
  expect(await stack.run('status')).toMatchObject({ code: 0 })

  await writeFile(file, 'ALTER TABLE missing ADD COLUMN x int;\n')
  const failed = await stack.run('undo', '--yes', '--json')
  const document = JSON.parse(failed.stdout) as unknown
  await expectToMatchSchema('error', document)
  expect([failed.code, document]).toMatchObject([
    1,
    {
      error: {
        code: 'MIGRATION_STEP_FAILED',
        message: expect.stringMatching(
          /^The data is that of snapshot before-reset-\S+\. Its migrations were not applied: .*0001-bad/,
        ) as string,
        detail: expect.stringMatching(
          /The data that was replaced is snapshot before-undo-\S+\.\n.*stopped/,
        ) as string,
        replaced: {
          restored: expect.stringMatching(/^before-reset-/) as string,
          backup: expect.stringMatching(/^before-undo-/) as string,
        },
      },
    },
  ])
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
  await expectNotRestarted(stack)
  expect(await listReasons(stack)).toEqual(['failed undo', ...before])

  await rm(file)
  expect(await stack.run('undo', '--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Restored snapshot before-reset-') as string,
  })
  // It has waited for the end of the restart.
  const status = await stack.run('status', '--json')
  expect([status.code, JSON.parse(status.stdout)]).toMatchObject([
    0,
    {
      stores: { dynamodb: { restarts: 1 } },
      services: { gateway: { status: 'healthy', restarts: 0 } },
    },
  ])
  expect(await stack.run('up')).toMatchObject({ code: 0 })
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
}

/** The supervisor restarts an engine, but not services whose start has failed. */
async function expectNotRestarted(stack: CliProject): Promise<void> {
  const status = await stack.run('status', '--json')
  await expectToMatchSchema('status', JSON.parse(status.stdout))
  expect([status.code, JSON.parse(status.stdout)]).toMatchObject([
    4,
    {
      ok: false,
      startError: {
        code: 'MIGRATION_STEP_FAILED',
        message: expect.stringContaining('0001-bad') as string,
      },
      services: { gateway: { status: 'stopped' } },
    },
  ])
  const engine = await getStackProcess(stack, 'dynamodb')
  process.kill(engine.pid, 'SIGKILL')
  await waitUntil(async () => isRestarted(stack, 'dynamodb', engine), RESTART_TIMEOUT_MS)
}

/** Files that do not fit the migration history of a snapshot are found before anything is changed. */
async function restoreWithOtherFiles(stack: CliProject): Promise<void> {
  const file = path.join(stack.directory, 'migrations', 'postgres', '0001-own.sql')
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, addNick('text'))
  expect(await stack.run('up', '--no-services')).toMatchObject({ code: 0 })
  const own = await stack.run('snapshot', 'save', 'own')
  expect(own).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ Saved snapshot own') as string })
  // The result is not told twice.
  expect(own.stderr).not.toContain('✓')
  expect((await stack.run('snapshot', 'show', 'own')).stdout).toContain('migrated to 0001-own,')
  const expectRefused = async (command: string, problem: RegExp): Promise<void> => {
    const [before, reasons] = [await stack.readState(), await listReasons(stack)]
    const refused = await stack.run(...command.split(' '), '--yes')
    expect([command, refused]).toMatchObject([
      command,
      { code: 1, stderr: expect.stringMatching(/nothing was changed\.[^]*MIGRATION_DRIFT/) as string },
    ])
    expect(refused.stderr).toMatch(problem)
    expect(refused.stderr).toContain(`homemanager ${command} --repair`)
    expect(await listReasons(stack)).toEqual(reasons)
    expect(await stack.readState()).toEqual(before)
    expect(await stack.run('status')).toMatchObject({ code: 0 })
  }
  const changed = addNick('varchar(9)')
  await writeFile(file, changed)
  await expectRefused('snapshot restore own', /0001-own: run with checksum/)
  // One without statements stays pending.
  const empty = path.join(stack.directory, 'migrations', 'postgres', '0002-empty.sql')
  await writeFile(empty, '-- homemanager: down\n')
  const repaired = await stack.run('snapshot', 'restore', 'own', '--repair', '--yes')
  expect(repaired).toMatchObject({ code: 0, stderr: expect.stringContaining('0001-own (changed)') as string })
  expect(repaired.stderr).toContain('0002-empty of postgres has no statements yet; it stays pending.')
  expect(await stack.run('up', '--no-services')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('0002-empty of postgres has no statements yet.') as string,
  })
  await rm(empty)
  expect(await stack.run('up', '--no-services')).toMatchObject({ code: 0 })

  // The snapshot of the data that was replaced has a migration history too.
  await rm(file)
  await expectRefused('undo', /0001-own: applied .*the file is missing/)
  await writeFile(file, changed)
  expect(await stack.run('migrate', 'down', '--yes', '--no-backup')).toMatchObject({ code: 0 })
  await rm(file)
}

/** A migration with the type of a column. */
function addNick(type: string): string {
  return `ALTER TABLE users ADD COLUMN nick ${type};\n-- homemanager: down\nALTER TABLE users DROP COLUMN nick;\n`
}

async function listReasons(stack: CliProject): Promise<readonly string[]> {
  const { stdout } = await stack.run('snapshot', 'list', '--json')
  return (JSON.parse(stdout) as { readonly items: readonly Described[] }).items.map(({ reason }) => reason)
}

/** Changes one byte of a file of the engines. */
async function damage(directory: string): Promise<void> {
  const data = path.join(directory, 'dynamodb', 'data')
  const name = (await readdir(data)).find((each) => !each.startsWith('.')) ?? ''
  const bytes = await readFile(path.join(data, name))
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  await writeFile(path.join(data, name), bytes)
}

test('commands that fail in a directory without a project leave nothing there', async () => {
  await buildOnce()
  const directory = await createTemporaryDirectory('empty')
  const work = await createTemporaryDirectory('archives')
  const damaged = path.join(work, 'damaged.tar.gz')
  await writeFile(damaged, 'not an archive')
  for (const [code, ...args] of [
    ['SNAPSHOT_NOT_POSSIBLE', 'snapshot', 'save'],
    ['SNAPSHOT_NOT_POSSIBLE', 'branch', 'create', 'try'],
    ['SNAPSHOT_DAMAGED', 'snapshot', 'import', damaged],
    ['SNAPSHOT_DAMAGED', 'branch', 'create', 'try', '--from', damaged],
  ] as const) {
    const { stderr } = spawnSync(
      process.execPath,
      [getPackagePath('bin/homemanager.js'), '--cwd', directory, ...args],
      { encoding: 'utf8' },
    )
    expect(stderr).toContain(code)
    expect(await readdir(directory)).toEqual([])
  }
})

test('a snapshot with a damaged manifest is listed as such, and can be deleted', async () => {
  await buildOnce()
  const directory = await createTemporaryDirectory('damaged')
  await writeFile(path.join(directory, 'homemanager.yaml'), 'project: broken\n')
  const snapshots = path.join(directory, '.homemanager', 'broken', 'snapshots')
  for (const name of ['half', 'lost']) await mkdir(path.join(snapshots, name), { recursive: true })
  await writeFile(path.join(snapshots, 'half', 'manifest.json'), '{"version": 1,')
  const run = (...args: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [getPackagePath('bin/homemanager.js'), ...args], {
      cwd: directory,
      encoding: 'utf8',
    })
  const list = JSON.parse(run('snapshot', 'list', '--json').stdout) as unknown
  await expectToMatchSchema('snapshot-list', list)
  expect(list).toMatchObject({
    items: [],
    damaged: [
      { name: 'half', problem: expect.stringContaining('It is not valid JSON.') as string },
      { name: 'lost', problem: expect.stringContaining('manifest.json') as string },
    ],
  })
  expect(run('snapshot', 'list').stdout).toContain('homemanager snapshot delete half')
  expect(run('snapshot', 'show', 'half').stderr).toContain('homemanager snapshot delete half')
  // Undo does not restore an older one without a word.
  expect(run('undo', '--yes').stderr).toContain('NO_UNDO_SNAPSHOT')
  const automatic = 'before-reset-2026-01-01-120000'
  await mkdir(path.join(snapshots, automatic))
  expect(run('undo', '--yes').stderr).toMatch(
    /Delete it with homemanager snapshot delete before-reset-2026-01-01-120000; no other one is left\.[^]*SNAPSHOT_DAMAGED/,
  )
  expect(run('snapshot', 'delete', 'half', 'lost', automatic, '--yes')).toMatchObject({ status: 0 })
  expect(await readdir(snapshots)).toEqual([])
})
