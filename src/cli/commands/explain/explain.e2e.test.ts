import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { createExampleStores } from '../../../../test/support/example-stores.js'
import { getEndpoints } from '../../../../test/support/get-endpoints.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { createProjectDirectory } from '../../../../test/support/project-directory.js'

beforeAll(buildOnce)

interface ExplainReport {
  readonly ok: boolean
  readonly items: readonly {
    readonly name: string
    readonly findings: readonly string[]
    readonly acceptedFindings?: Readonly<Record<string, string>>
  }[]
  readonly projection?: { readonly records: number; readonly patterns: readonly unknown[] }
}

test('explain and lint pass on a migrated stack, and exit with 4 after manual changes', async () => {
  await using stores = await createExampleStores()
  const { postgres, mongo } = stores
  await using project = await createProjectDirectory(getEndpoints(stores))
  const passed = await project.run('explain', '--json', '--project-to', '100000000')
  const report = JSON.parse(passed.stdout) as ExplainReport
  await expectToMatchSchema('explain', report)
  expect([passed.code, report.ok]).toEqual([0, true])
  expect(report.projection?.records).toBe(100_000_000)
  expect(report.projection?.patterns.length).toBeGreaterThan(8)
  expect((await project.run('lint', 'docdb', '5.0')).code).toBe(0)

  await postgres.pool.query('DROP INDEX sessions_user_id_idx')
  await mongo.db.collection('budgets').createIndex({ currency: 'hashed' })
  const broken = await project.run('explain', 'identity', '--json')
  expect(broken.code).toBe(4)
  expect(broken.stderr).toMatch(/2 access patterns of \d+ do not use their indexes as required/)
  const unaccepted = (JSON.parse(broken.stdout) as ExplainReport).items.filter(
    ({ findings, acceptedFindings = {} }) =>
      findings.some((finding) => acceptedFindings[finding] === undefined),
  )
  expect(unaccepted.map(({ name }) => name)).toEqual([
    'identity.sessions-of-user',
    'identity.surplus-sessions',
  ])

  await mongo.db.collection('expenses').dropIndex('location')
  const failed = await project.run('explain', 'budget', '--json')
  await expectToMatchSchema('explain', JSON.parse(failed.stdout))
  // What the store reported, without which a finding cannot be explained.
  expect((JSON.parse(failed.stdout) as ExplainReport).items).toContainEqual(
    expect.objectContaining({ plan: 'error', problem: expect.stringMatching(/\S/) as string }),
  )

  const lint = await project.run('lint', 'docdb', '8.0', '--json')
  await expectToMatchSchema('lint-docdb', JSON.parse(lint.stdout))
  expect([lint.code, JSON.parse(lint.stdout)]).toMatchObject([
    4,
    { ok: false, items: [{ source: 'live', location: 'budgets.currency_hashed' }] },
  ])
  expect((await project.run('lint', 'docdb', '3.6')).code).toBe(2)
  expect((await project.run('explain', '--project-to', 'many')).code).toBe(2)
})
