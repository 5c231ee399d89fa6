import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { readRows, runQueryTrial, toEndpoints } from '../../../test/support/run-query-trial.js'
import type { Endpoints } from '../../core/store-types.js'
import { seedStores } from '../../dataset/seeding/seed-stores.js'
import type { Stores } from '../../stores/stores.js'
import type { StoreRead } from './open-statements.js'
import { queryAll, type QueryAllOptions } from './query-all.js'

let stores: Stores
let endpoints: Endpoints
let migrated: Awaited<ReturnType<typeof createMigratedStores>>
beforeAll(async () => {
  migrated = await createMigratedStores()
  ;({ stores } = migrated)
  endpoints = toEndpoints(stores)
  await seedStores(stores)
})
afterAll(() => migrated[Symbol.asyncDispose]())

const run = async (text: string, options: Partial<QueryAllOptions> = {}): Promise<readonly unknown[]> =>
  (await readRows(endpoints, { text, ...options })).map((row): unknown => JSON.parse(row))

async function explain(text: string): Promise<readonly StoreRead[]> {
  await using result = await queryAll(endpoints, {
    root: process.cwd(),
    entities: BUNDLED_ENTITIES,
    text,
    explain: true,
  })
  return result.reads
}

const alex = '00000000-0000-7000-8000-000000000123'

test('joins the three stores by plain ids, with times and exact money', async () => {
  const text = `SELECT u.id, u.email, count(DISTINCT t.id) AS todos, sum(DISTINCT e.amount) AS spent, max(e.created_at) AS last
    FROM users u JOIN todos t ON t.owner = u.id JOIN expenses e ON e.user_id = u.id WHERE u.id = :id GROUP BY ALL`
  const [row] = await run(text, { parameters: new Map([['id', alex]]) })
  expect(row).toMatchObject({
    id: alex,
    spent: expect.stringMatching(/^\d+\.\d\d$/),
    last: expect.stringMatching(/^20.*Z$/),
  })
  expect(await run('SELECT sum(price) > 0 AS some, min(position) AS first FROM expense_items')).toEqual([
    { some: true, first: 1 },
  ])
})

test('reads by key what joins and conditions select, and never scans for it', async () => {
  const reads = await explain(
    `SELECT * FROM users u JOIN todos t ON t.owner = u.id LEFT JOIN expenses e ON e.user_id = t.owner
     WHERE u.id = '${alex}' AND t.due_date >= '2024-01-01'`,
  )
  expect(reads.map(({ view, index }) => [view, index])).toEqual([
    ['users', expect.anything()],
    ['todos', 'table'],
    ['expenses', 'user_created'],
  ])
  for (const { examined, returned } of reads.filter(({ store }) => store !== 'postgres'))
    expect(examined).toBe(returned)
  const [family, todo] = await Promise.all([
    explain(
      `SELECT count(*) FROM todos WHERE family_id IN (SELECT family_id FROM users WHERE id = '${alex}')`,
    ),
    explain(`SELECT title FROM todos WHERE id = '00000000-0000-7000-8000-000000000456'`),
  ])
  // Such a range is empty, and DynamoDB refuses it.
  const empty = `SELECT * FROM todos WHERE owner = '${alex}' AND due_date BETWEEN '2024-09-08' AND '2024-08-19'`
  expect(await explain(empty)).toEqual([])
  expect(family.at(-1)).toMatchObject({ view: 'todos', index: 'GSI1' })
  expect(todo).toMatchObject([{ index: 'GSI4', returned: 1 }])
})

test.each([
  ['DELETE FROM users', 'QUERY_INVALID'],
  [`COPY users TO '/tmp/users.csv'`, 'QUERY_INVALID'],
  [`ATTACH 'other.db'`, 'QUERY_INVALID'],
  ['SELECT 1; SELECT 2', 'QUERY_INVALID'],
  ['SELEC 1', 'QUERY_INVALID'],
  [`SELECT * FROM read_text('/etc/passwd')`, 'QUERY_FAILED'],
  ['SELECT nothing FROM users', 'QUERY_FAILED'],
])('%s is refused', async (text, code) => {
  await expect(run(text)).rejects.toMatchObject({ code })
})

test('columns that a migration of the user has added can be named', async () => {
  await stores.postgres.pool.query(`CREATE TYPE mood AS ENUM ('calm', 'busy'); ALTER TABLE users
    ADD phone text DEFAULT '+1 555', ADD visits integer DEFAULT 3, ADD mood mood DEFAULT 'calm', ADD "select" text`)
  try {
    expect(
      await run(
        `SELECT phone, u.visits + 1 AS next, mood FROM users u WHERE u.mood = 'calm' AND phone = '+1 555' AND visits = 3 AND id = '${alex}'`,
      ),
    ).toEqual([{ phone: '+1 555', next: 4, mood: 'calm' }])
    await expect(run('SELECT password_hash FROM users')).rejects.toMatchObject({ code: 'QUERY_FAILED' })
  } finally {
    await stores.postgres.pool.query(
      'ALTER TABLE users DROP phone, DROP visits, DROP mood, DROP "select"; DROP TYPE mood',
    )
  }
})

test('what DuckDB suggests is in the suggestion, and an unknown column has one', async () => {
  await expect(run('SELECT 1 FROM todoss')).rejects.toMatchObject({
    message: 'DuckDB returned an error: Catalog Error: Table with name todoss does not exist!',
    suggestion:
      'Did you mean "todos"? Run homemanager query all --schema to list the views and their columns.',
  })
  await expect(run('SELECT count(*) FROM nosuch')).rejects.toMatchObject({
    message: 'DuckDB returned an error: Catalog Error: Table with name nosuch does not exist!',
    suggestion: 'Run homemanager query all --schema to list the views and their columns.',
  })
  await expect(run("SELECT title FROM todos WHERE id = 'TODO#1'")).rejects.toMatchObject({
    suggestion: expect.stringContaining('without a prefix') as string,
  })
  for (const text of ['SELECT phone FROM users', 'SELECT u.phone FROM users u'])
    await expect(run(text)).rejects.toMatchObject({
      suggestion: expect.stringContaining('homemanager query all --schema') as string,
    })
})

test('a value of the wrong type is NULL, with a warning, and does not fail the query', async () => {
  const expenses = stores.mongo.db.collection<{ _id: string }>('expenses')
  const id = 'expense_not-a-uuid'
  await expenses.insertOne({ _id: id, user_id: 'USER#?', family_id: 'FAMILY#?' } as never, {
    bypassDocumentValidation: true,
  })
  const warnings: string[] = []
  try {
    const text = 'SELECT count(*) AS n FROM expenses WHERE id IS NULL'
    expect(await run(text, { onWarning: (message) => warnings.push(message) })).toEqual([{ n: 1 }])
  } finally {
    await expenses.deleteOne({ _id: id })
  }
  expect(warnings).toEqual(['1 value of expenses.id is not of its type and NULL here.'])
})

test('writes a file, complete or not at all', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-test-'))
  const file = path.join(directory, 'out.csv')
  expect(
    await run('SELECT id FROM users WHERE id = $id', { file, parameters: new Map([['id', alex]]) }),
  ).toEqual([])
  expect(await readFile(file, 'utf8')).toBe(`id\n${alex}\n`)
  for (const name of ['missing/out.csv', 'out.csv/out.csv'])
    await expect(run('SELECT 1', { file: path.join(directory, name) })).rejects.toMatchObject({
      code: 'FILE_NOT_WRITABLE',
    })
})

test('more than the memory limit is written to temporary files, which are removed', async () => {
  const text =
    'SELECT count(*) AS n FROM (SELECT md5(range::VARCHAR) AS h, range FROM range(1500000) ORDER BY h) WHERE range >= 0'
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-test-'))
  vi.stubEnv('TMPDIR', directory)
  try {
    expect(await run(text, { memoryLimit: '64MB' })).toEqual([{ n: 1_500_000 }])
    expect(await readdir(directory)).toEqual([])
  } finally {
    vi.unstubAllEnvs()
  }
})

test.each([
  ['while it runs', () => AbortSignal.timeout(300), 'TimeoutError'],
  ['before it starts', () => AbortSignal.abort(), 'AbortError'],
])('a query that is aborted %s ends with the reason', async (_, createSignal, name) => {
  const signal = createSignal()
  const text =
    'SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE a.range + b.range = c.range + 1'
  await expect(run(text, { signal })).rejects.toMatchObject({ name })
})

test('random queries have the results that complete copies give', async () => {
  const count = Number(
    process.env['HOMEMANAGER_ROUNDS'] ?? (process.env['HOMEMANAGER_ENDURANCE'] === 'true' ? 3000 : 15),
  )
  expect(await runQueryTrial(stores, count)).toBeGreaterThan(0)
})
