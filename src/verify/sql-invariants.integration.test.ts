import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../domain/entities/registry.js'
import { createExampleStores } from '../../test/support/example-stores.js'
import type { Stores } from '../stores/stores.js'
import { checkSqlInvariants, readSqlInvariants } from './sql-invariants.js'
import type { Violation } from './violation.js'

let stores: Stores & AsyncDisposable
beforeAll(async () => {
  stores = await createExampleStores()
})
afterAll(() => stores[Symbol.asyncDispose]())

async function check(
  files: Readonly<Record<string, string>>,
  given = 'rules/*.sql',
): Promise<readonly Violation[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'homemanager-test-'))
  await mkdir(path.join(root, 'rules'))
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, 'rules', name), text)
  const own = await readSqlInvariants({ root: process.cwd(), files: [path.join(root, given)] })
  const found: Violation[] = []
  const invariants = { ...own, root: process.cwd() }
  await checkSqlInvariants(stores, BUNDLED_ENTITIES, invariants, (each) => found.push(each), undefined)
  return found
}

test('each row of a query is a violation of a record of its entity', async () => {
  const found = await check({
    'late.sql': `SELECT 'todo' AS entity, t.id, u.email || ' is late' AS message
      FROM todos t JOIN users u ON u.id = t.owner WHERE t.due_date IS NOT NULL`,
    'none.sql': `SELECT 'expenses' AS entity, id, 'negative' AS message FROM expenses WHERE amount < 0`,
  })
  expect(found).toEqual([
    {
      invariant: 'late.sql',
      store: 'dynamodb',
      id: '00000000-0000-7000-8000-000000000456',
      message: 'demo@example.com is late',
    },
  ])
})

test.each([
  ['SELECT\n  nothing\nFROM users', /rules\/bad\.sql:2: .*nothing/],
  ['SELECT 1\nFROM users\nWHERE', /rules\/bad\.sql:3: The query could not be parsed/],
  ['DELETE FROM users', /rules\/bad\.sql:1: Only SELECT/],
  ['SELECT id FROM users', /rules\/bad\.sql:1: .*must return the columns entity, id and message/],
  [`SELECT 'pet' AS entity, id, '' AS message FROM users`, /rules\/bad\.sql:1: .*"pet"/],
])('a faulty file is an error with its line: %s', async (text, message) => {
  await expect(check({ 'bad.sql': text })).rejects.toMatchObject({
    code: 'INVARIANT_INVALID',
    message: expect.stringMatching(message),
  })
})

test('a file that does not exist is an error', async () => {
  await expect(check({}, 'rules/missing.sql')).rejects.toMatchObject({
    code: 'INVARIANT_INVALID',
    message: expect.stringMatching('missing.sql'),
  })
})
