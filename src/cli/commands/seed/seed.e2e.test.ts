import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { createTestDatabases } from '../../../../test/support/test-databases.js'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { createProjectDirectory, type ProjectDirectory } from '../../../../test/support/project-directory.js'
import { HAS_TERMINAL, startOnTerminal } from '../../../../test/support/terminal.js'
import type { SeedPreview } from '../../../dataset/seeding/preview-dataset.js'
import type { SeedReport } from '../../../dataset/seeding/seed-report.js'
import type { VerifyReport } from '../../../verify/verify-stores.js'

const PROGRAM = fileURLToPath(new URL('../../../../bin/homemanager.js', import.meta.url))
beforeAll(buildOnce)

const INTERRUPTED = { exit: 130, screen: expect.stringContaining('Interrupted.') as string }

/** Ends the question of `reset` with Ctrl-D. The command is connected to the stores, so it does not end by itself. */
async function endReset({ directory, env }: ProjectDirectory): Promise<object> {
  if (!HAS_TERMINAL) return { exit: 130, screen: 'Interrupted.' }
  using reset = startOnTerminal([process.execPath, PROGRAM, '--project', 'test', 'reset'], directory, env)
  await reset.waitForText('Remove every seeded dataset')
  reset.type('\u0004')
  return await reset.waitForExit()
}

const FEW_FAMILIES = ['small', '--families', '4']

test('seed, verify, corruption and reset: output, documents and exit codes', async () => {
  await using location = await createMigratedStores()
  await using project = await createProjectDirectory(location.endpoints)

  const preview = await project.run('seed', ...FEW_FAMILIES, '--dry-run', '--json')
  await expectToMatchSchema('seed-dry-run', JSON.parse(preview.stdout))
  const { fingerprint, bytes, samples } = JSON.parse(preview.stdout) as SeedPreview
  expect(bytes.mongo).toBeGreaterThan(10_000)
  expect(Object.keys(samples)).toEqual(expect.arrayContaining(['families', 'todos', 'expenses']))

  const first = await project.run('seed', ...FEW_FAMILIES, '--json')
  expect(first.code).toBe(0)
  const report = JSON.parse(first.stdout) as SeedReport
  await expectToMatchSchema('seed', report)
  expect(report).toMatchObject({
    profile: 'small',
    seed: 1,
    generator: 2,
    counts: { families: 4, categories: 9, budgets: 24 },
    fingerprint,
    unchanged: false,
    elapsedMs: expect.any(Number) as number,
  })
  expect(first.stderr).toContain('Loading mongo')

  const again = await project.run('seed', ...FEW_FAMILIES)
  expect(again.stdout).toContain('was already loaded; nothing changed')
  const other = await project.run('seed', 'demo', '--json')
  await expectToMatchSchema('error', JSON.parse(other.stdout))
  expect([other.code, JSON.parse(other.stdout)]).toMatchObject([
    1,
    { error: { code: 'DIFFERENT_DATASET_SEEDED' } },
  ])

  expect(await endReset(project)).toMatchObject(INTERRUPTED)

  const clean = await project.run('verify', '--dataset')
  expect([clean.code, clean.stdout]).toEqual([
    0,
    expect.stringMatching(/^✓ The \d+ records of the three stores are consistent\./),
  ])
  await location.stores.mongo.db
    .collection<{ _id: string }>('expenses')
    .updateOne({}, [{ $set: { amount: { $add: ['$amount', 1] } } }])
  const broken = await project.run('verify', '--dataset', '--json')
  expect(broken.code).toBe(4)
  await expectToMatchSchema('verify', JSON.parse(broken.stdout))
  const { items, checked, ok } = JSON.parse(broken.stdout) as VerifyReport
  expect([ok, checked]).toEqual([false, Object.values(report.counts).reduce((a, b) => a + b)])
  expect(items.find(({ invariant }) => invariant === 'changed')).toMatchObject({ store: 'mongo' })
  const shown = await project.run('verify', '--dataset', '--show', '1')
  expect([shown.code, shown.stdout]).toEqual([4, expect.stringContaining('dataset: changed (1)')])

  expect(shown.stdout).toContain('run homemanager --project test seed --repair.')
  const differs = await project.run('seed', ...FEW_FAMILIES)
  expect([differs.code, differs.stdout]).toEqual([
    4,
    expect.stringContaining('mongo     1 changed (expenses: amount)'),
  ])
  const repaired = await project.run('seed', '--repair', '--json')
  await expectToMatchSchema('seed', JSON.parse(repaired.stdout))
  expect([repaired.code, JSON.parse(repaired.stdout)]).toMatchObject([
    0,
    { ok: true, fingerprint, items: [{ store: 'mongo', fields: ['amount'], repaired: true }] },
  ])

  expect((await project.run('reset')).code).toBe(3)
  const reset = await project.run('reset', '--yes', '--json')
  await expectToMatchSchema('reset', JSON.parse(reset.stdout))
  expect(JSON.parse(reset.stdout)).toMatchObject({ removed: { dynamodb: report.counts.todos } })
  // There is nothing to remove, and nothing to confirm.
  expect((await project.run('reset')).code).toBe(0)
  expect((await project.run('seed', ...FEW_FAMILIES, '--reset')).code).toBe(0)
  const asked = await project.run('seed', ...FEW_FAMILIES, '--reset')
  expect([asked.code, asked.stderr]).toEqual([
    3,
    expect.stringMatching(
      /✗ Confirmation is required, and no terminal is attached\.\s+Remove every seeded dataset/,
    ),
  ])
  expect((await project.run('verify')).code).toBe(0)

  await location.stores.postgres.pool.query(
    'CREATE TABLE phones (user_id uuid REFERENCES users (id)); INSERT INTO phones SELECT id FROM users LIMIT 1',
  )
  const rejected = await project.run('seed', ...FEW_FAMILIES, '--reset', '--yes')
  expect([rejected.code, rejected.stderr]).toEqual([1, expect.stringContaining('DATASET_REJECTED')])
  expect(rejected.stderr).toContain('✗ Removing postgres')
  expect(rejected.stderr).not.toContain('interrupted')
})

test('invalid options are usage errors', async () => {
  await using location = await createTestDatabases()
  await using project = await createProjectDirectory(location.endpoints)
  const codes = await Promise.all(
    [
      ['seed', '--families', '0'],
      ['seed', '--seed', 'one'],
      ['seed', 'dema'],
      ['seed', '--only', 'redis'],
      ['seed', '--reset', '--append'],
      ['seed', '--dry-run', '--reset'],
      ['seed', '--dry-run', '--repair'],
      ['seed', '--repair', '--reset'],
      ['seed', '--repair', '--append'],
      ['verify', '--show', 'abc'],
    ].map(async (args) => (await project.run(...args)).code),
  )
  expect(codes).toEqual(codes.map(() => 2))
  const unmigrated = await project.run('seed', '--json')
  expect([unmigrated.code, JSON.parse(unmigrated.stdout)]).toMatchObject([
    1,
    { error: { code: 'NOT_MIGRATED', suggestion: 'Run homemanager --project test migrate.' } },
  ])
})

test('stores on another machine are not changed', async () => {
  await using location = await createTestDatabases()
  // Connecting to the broadcast address fails at once in every network.
  const elsewhere = location.endpoints.postgres.url.replace('127.0.0.1', '255.255.255.255')
  await using project = await createProjectDirectory({ ...location.endpoints, postgres: { url: elsewhere } })
  for (const args of [['seed'], ['reset', '--yes']]) {
    const { code, stdout } = await project.run(...args, '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([3, { error: { code: 'REMOTE_TARGET_NOT_ALLOWED' } }])
  }
  const asked = await project.run('seed', '--allow-remote', '--json')
  expect([asked.code, JSON.parse(asked.stdout)]).toMatchObject([
    3,
    { error: { code: 'CONFIRMATION_NEEDED' } },
  ])
})
