import { execFileSync } from 'node:child_process'
import { beforeAll, afterAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import {
  toExampleId,
  createExampleStores,
  putBudget,
  putExpense,
  putTodo,
} from '../../../../test/support/example-stores.js'
import { getEndpoints } from '../../../../test/support/get-endpoints.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { type ProjectDirectory, createProjectDirectory } from '../../../../test/support/project-directory.js'
import type { RecordDocument } from '../../../inspect/records/record-document.js'
import type { Stores } from '../../../stores/stores.js'

let stores: Stores & AsyncDisposable
let project: ProjectDirectory

beforeAll(async () => {
  await buildOnce()
  stores = await createExampleStores()
  const { postgres } = stores
  project = await createProjectDirectory(getEndpoints(stores))
  await postgres.pool.query("UPDATE users SET created_at = '2024-10-01', updated_at = '2024-10-01'")
  await postgres.pool.query("UPDATE families SET created_at = '2024-10-01', member_count = 3")
  await putTodo(stores, 462, { title: 'For nobody', assigned_to: `USER#${toExampleId(999)}` })
  for (let n = 300; n < 320; n++) await putExpense(stores, n, { amount: '5.00', day: '2024-09-01' })
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await stores[Symbol.asyncDispose]()
})

test('the query of each view returns the rows of the view', async () => {
  await putBudget(stores, 700, { category: 'groceries', month: '2024-10', limit: '300' })
  const names = ['demo@example.com', `FAMILY#${toExampleId(789)}`, 'todo 456', 'expense 123', 'budget 700']
  for (const name of names) {
    const shown = await project.run('inspect', ...name.split(' '), '--json', '--limit', '1000')
    const document = JSON.parse(shown.stdout) as RecordDocument
    await expectToMatchSchema('inspect', document)
    const { query, record, sections } = document
    // The cache has no query command, and the outbox of a family is read from three stores.
    const lists = Object.entries(sections ?? {}).filter(
      ([list, { store }]) => store !== 'cache' && !(name.startsWith('FAMILY') && list === 'outbox'),
    )
    for (const [list, section] of [['itself', { query, items: [record] }] as const, ...lists]) {
      const pasted = await project.run(...splitByShell(`${section.query} --ndjson`))
      const rows = pasted.stdout.split('\n').filter((line) => line !== '').length
      expect([name, list, pasted.code, rows]).toEqual([name, list, 0, section.items.length])
    }
  }
})

/** The arguments that a shell makes of a command line. */
function splitByShell(line: string): readonly string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

test('one command line queries the outbox of a family in all three stores', async () => {
  const shown = await project.run('inspect', 'family', toExampleId(789), '--json')
  const { sections } = JSON.parse(shown.stdout) as RecordDocument
  const line = sections?.['outbox']?.query ?? ''
  for (const store of ['postgres', 'dynamodb', 'mongo']) expect(line).toContain(`query ${store}`)
  expect((await project.runShell(`homemanager ${line}`)).code).toBe(0)
})

test('inspect prints text and JSON by entity and ID or by ID alone, and exits with 1 for a missing record', async () => {
  const user = await project.run('inspect', 'user', 'DEMO@example.com', '--json')
  expect([user.code, JSON.parse(user.stdout)]).toMatchObject([
    0,
    {
      kind: 'user',
      id: toExampleId(123),
      references: [{ field: 'family_id', state: 'found' }],
      sections: { todos: { store: 'dynamodb' }, expenses: { store: 'mongo', hasMore: true } },
    },
  ])
  const bare = await project.run('inspect', 'user', 'demo@example.com', '--json', '--depth', '0')
  expect(Object.keys(JSON.parse(bare.stdout) as object)).not.toContain('sections')
  const deep = await project.run('inspect', 'family', toExampleId(789), '--json', '--depth', '2')
  await expectToMatchSchema('inspect', JSON.parse(deep.stdout))
  expect(JSON.parse(deep.stdout)).toMatchObject({
    sections: { members: { items: [{ kind: 'user' }, { kind: 'user' }] } },
  })
  const plural = await project.run('inspect', 'USERS', 'demo@example.com', '--json', '--depth', '0')
  expect(plural.stdout).toBe(bare.stdout)
  const found = await project.run('inspect', `expense_${toExampleId(123)}`)
  expect([found.code, found.stdout]).toEqual([0, expect.stringContaining('156.78 USD')])
  for (const missing of [['family', toExampleId(999)], ['nobody@example.com'], ['event', toExampleId(1)]]) {
    const result = await project.run('inspect', ...missing, '--json')
    expect([result.code, JSON.parse(result.stdout)]).toMatchObject([2, { error: { code: 'NOT_FOUND' } }])
  }
  const short = await project.run('inspect', 'todo', '0000', '--json')
  const ambiguous = JSON.parse(short.stdout) as Readonly<Record<string, unknown>>
  await expectToMatchSchema('error', ambiguous)
  expect([short.code, ambiguous]).toMatchObject([
    2,
    {
      error: {
        code: 'AMBIGUOUS_ID',
        candidates: expect.arrayContaining([expect.objectContaining({ entity: 'todo' })]) as object,
      },
    },
  ])
  const none = await project.run('inspect', '--json')
  expect(none.code).toBe(2)
  expect(await project.run('inspect', 'todo')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('inspect todo ID, or find todos with') as string,
  })
  expect(await project.run('inspect', 'usr')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Did you mean .* inspect user ID\? /) as string,
  })
  for (const words of [['members'], ['Member', toExampleId(789)], ['members', '--search', 'adult']])
    expect(await project.run('inspect', ...words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("query postgres 'SELECT * FROM family_members'") as string,
    })
  expect((await project.run('inspect', 'user', 'a@b.c', '--depth', 'x')).code).toBe(2)
  for (const [words, suggestion] of [
    [['alex', 'parker'], "inspect --search 'alex parker'."],
    [['user', '456', '--history'], 'A todo has this ID: '],
  ] as const)
    expect(await project.run('inspect', ...words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(suggestion) as string,
    })
})

test('--search lists the records with a text, and says whether they are all', async () => {
  const all = await project.run('inspect', '--search', 'FAUCET', '--json')
  const document = JSON.parse(all.stdout) as Readonly<Record<string, unknown>>
  await expectToMatchSchema('inspect-search', document)
  expect(document).toMatchObject({ complete: true, items: [{ kind: 'todo', id: toExampleId(456) }] })
  const some = await project.run('inspect', 'todo', '--search', 'f', '--limit', '1')
  expect(some.stdout.trimEnd().split('\n')).toHaveLength(1)
  expect(some.stderr).toContain('More match')
  expect(await project.run('inspect', 'event', '--search', 'a')).toMatchObject({ code: 2 })
  expect((await project.run('inspect', 'todos', '--search', 'f', '--limit', '1')).stdout).toBe(some.stdout)
  for (const [words, suggestion] of [
    [['tod'], 'Did you mean homemanager inspect todo --search f?'],
    [['todo', '456'], 'Use homemanager --project test inspect todo --search f.'],
    [[toExampleId(456)], 'Use homemanager --project test inspect --search f.'],
  ] as const)
    expect(await project.run('inspect', ...words, '--search', 'f')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(suggestion) as string,
    })
})
