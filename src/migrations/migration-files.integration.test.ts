import { writeFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js'
import { createMigrationProject, type MigrationProject } from '../../test/support/sample-migrations.js'
import type { StoreName } from '../core/store-name.js'
import { openStores } from '../stores/open-stores.js'
import { ADMIN_COMMANDS } from '../stores/mongo/migrations/compile-mongo.js'
import type { Stores } from '../stores/stores.js'
import { listMigrationStatuses } from './list-migration-statuses.js'
import type { MigrateOptions } from './migrate-options.js'
import type { MigrateReport } from './migrate-report.js'
import { createMigrationStores } from '../stores/create-migration-stores.js'
import { migrateStores } from './migrate-stores.js'
import { planMigrations } from './plan-migrations.js'
import { listRepairs, repairStores } from './repair-stores.js'
import { revertStores } from './revert-stores.js'

// Threads for user code run the compiled program.
beforeAll(buildOnce)

let engines: TestDatabases
let stores: Stores & AsyncDisposable
let project: MigrationProject

beforeEach(async () => {
  engines = await createTestDatabases()
  stores = await openStores(engines.endpoints)
  project = await createMigrationProject()
})

afterEach(async () => {
  await stores[Symbol.asyncDispose]()
  await engines[Symbol.asyncDispose]()
  await project[Symbol.asyncDispose]()
})

const pathOf = (store: StoreName, name = ''): string => join(project.directories[store] ?? '', name)
const write = async (store: StoreName, name: string, text: string | Uint8Array): Promise<void> =>
  writeFile(pathOf(store, name), text)
const migrate = async (options: MigrateOptions = {}): Promise<MigrateReport> =>
  migrateStores(stores, { ...options, directories: project.directories })
const find = async (name: string): Promise<unknown> =>
  (await stores.postgres.pool.query('SELECT to_regclass($1) AS found', [name])).rows[0]

test.each([
  [
    'latin.sql is ISO 8859-1',
    '0001-latin.sql',
    Buffer.from("SELECT 1;\nSELECT 'gr\xf6\xdfe'", 'latin1'),
    /line 2 is not valid UTF-8/,
  ],
  ['UTF-16', '0001-wide.sql', Buffer.from('\uFEFFSELECT 1', 'utf16le'), /UTF-16/],
  ['an upper-case extension', '0001-a.SQL', 'SELECT 1', /not a valid file name/],
  ['an extension too much', '0001-a.sql.txt', 'SELECT 1', /not a valid file name/],
  ['YAML', '0001-a.yaml', 'up: []', /not a valid file name/],
  ['a name of Flyway', 'V1__init.sql', 'SELECT 1', /not a valid file name/],
  ['the suffix of golang-migrate', '0001-a.down.sql', 'SELECT 1', /not a valid file name/],
  ['three digits', '001-a.sql', 'SELECT 1', /not a valid file name/],
])('rejects a file before anything runs: %s', async (_what, name, content, message) => {
  await write('postgres', name, content)
  await expect(migrate()).rejects.toThrow(message)
  expect(await find('users')).toEqual({ found: null })
})

test.each([
  ['UTF-16', 'utf16le', '\uFEFFSELECT 1'],
  ['ISO-8859-1', 'latin1', "SELECT '\xf6'"],
] as const)('names the encoding to convert a file from: %s', async (name, encoding, text) => {
  await write('postgres', '0001-wide.sql', Buffer.from(text, encoding))
  await expect(migrate()).rejects.toMatchObject({
    suggestion: expect.stringContaining(`iconv -f ${name} -t UTF-8`),
  })
})

test('rejects a directory that looks like a migration, and one that is configured but missing', async () => {
  await mkdir(pathOf('mongo', '20240101_init'))
  await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_FILE_NAME' })
  await rm(pathOf('mongo'), { recursive: true })
  await expect(migrate()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `The migration directory of mongo does not exist: ${pathOf('mongo')}.`,
    // Not the words of the system.
    detail: undefined,
    suggestion: expect.stringMatching(/^Create it with mkdir -p \S+mongo, or correct migrations\.mongo in/),
  })
  await writeFile(pathOf('mongo'), '')
  await expect(migrate()).rejects.toMatchObject({
    code: 'MIGRATION_DIRECTORY',
    message: `The migration directory of mongo cannot be read: ${pathOf('mongo')}.`,
    detail: 'It is a file, not a directory.',
  })
})

test('ignores documentation, type declarations and the backups of editors', async () => {
  for (const name of ['README.md', '0001-a.md', '.gitkeep', '0001-a.sql~', 'notes.txt'])
    await write('postgres', name, 'not SQL')
  expect(await migrate()).toMatchObject({ ok: true })
})

test('rejects two files with the same number, unless both are applied already', async () => {
  await write('mongo', '0001-a.json', '{"up":[{"name":"a","createCollection":{"collection":"a"}}]}')
  await write('mongo', '0001-a.mjs', 'export const migration = { up: [] }')
  await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_DUPLICATE' })
  await rm(pathOf('mongo', '0001-a.mjs'))
  await migrate()
  await write('mongo', '0001-b.json', '{"up":[{"name":"b","createCollection":{"collection":"b"}}]}')
  const { problems } = await migrate({ allowOutOfOrder: true })
  const suggestion = 'Rename 0001-b to the next number: 0001-a is applied already.'
  expect(problems).toMatchObject([{ store: 'mongo', error: { code: 'MIGRATION_DUPLICATE', suggestion } }])
  const statuses = await listMigrationStatuses(stores, { directories: project.directories, only: ['mongo'] })
  expect(statuses.filter(({ id }) => /^0001-[ab]$/.test(id))).toMatchObject([
    { id: '0001-a', state: 'applied' },
    { id: '0001-b', state: 'pending', detail: '0001-a has the same number', suggestion },
  ])
  expect(statuses.find(({ id }) => id === '0001-a')).not.toHaveProperty('suggestion')
})

test('a module without a migration: the error names the exports', async () => {
  await write('mongo', '0001-a.mjs', "export const up = [{ name: 'a', run: async () => {} }]")
  await expect(migrate()).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message:
      'The migration 0001-a is invalid: it must export an object with an "up" array as "migration" or as the default.',
  })
})

test('migrate down does not pass over an applied migration whose file is missing', async () => {
  for (const n of [1, 2])
    await write(
      'postgres',
      `000${n}-t.sql`,
      `CREATE TABLE t${n} (a int);\n-- homemanager: down\nDROP TABLE t${n};`,
    )
  await migrate()
  await rm(pathOf('postgres', '0002-t.sql'))
  await expect(
    revertStores(stores, { directories: project.directories, only: ['postgres'] }),
  ).rejects.toMatchObject({
    code: 'MIGRATION_DRIFT',
    message: expect.stringContaining('0002-t'),
  })
  expect(await find('t1')).toEqual({ found: 't1' })
})

test('a rolled-back migration whose file was deleted blocks nothing, and is reported until it is repaired', async () => {
  await write(
    'postgres',
    '0001-broken.sql',
    '-- A comment.\nCREATE TABLE fine (a int);\nCREATE TABLE broken (\n  a text, -- 😀😀\n  b nonsense\n);',
  )
  const failed = await migrate()
  expect(failed.ok).toBe(false)
  expect(failed.items.find(({ outcome }) => outcome === 'failed')).toMatchObject({ steps: 0 })
  expect(failed.items.find(({ error }) => error !== undefined)?.error?.message).toMatch(
    /0001-broken\.sql:5: PostgreSQL returned an error in step/,
  )
  await rm(pathOf('postgres', '0001-broken.sql'))
  const options = { directories: project.directories, only: ['postgres'] } as const
  const statuses = await listMigrationStatuses(stores, options)
  expect(statuses.filter(({ state }) => state !== 'applied')).toMatchObject([
    { id: '0001-broken', state: 'missing', detail: 'failed, and it changed nothing; the file is missing' },
  ])
  const rolledBack = [{ store: 'postgres', id: '0001-broken' }]
  expect(await planMigrations(stores, options)).toMatchObject({ items: [], problems: [], rolledBack })
  await write('postgres', '0001-correct.sql', 'CREATE TABLE correct (a int);')
  expect(await migrate()).toMatchObject({ ok: true, problems: [], rolledBack })
  expect(await find('correct')).toEqual({ found: 'correct' })
  await repairStores(stores, options)
  expect(await migrate()).toMatchObject({ ok: true, rolledBack: [] })
})

test.each([
  ['dynamodb', { name: 'a', addIndex: { name: 'B', partitionKey: 'a', sortKey: 'a' } }],
  ['dynamodb', { name: 'a', statement: 'nonsense' }],
  ['dynamodb', { name: 'a', addIndex: { table: 'none', name: 'B', partitionKey: 'a' } }],
  ['dynamodb', { name: 'a', addIndex: { name: 'GSI1', partitionKey: 'other' } }],
  ['dynamodb', { name: 'a', createTable: { partitionKey: 'other' } }],
  ['dynamodb', { name: 'a', timeToLive: { table: 'none', attribute: 'a' } }],
  ['mongo', { name: 'a', command: { ping: 1, nonsense: 1 } }],
  [
    'mongo',
    { name: 'a', command: { createIndexes: 'full', indexes: [{ name: 'used', key: { other: 1 } }] } },
  ],
  [
    'mongo',
    {
      name: 'a',
      createIndexes: {
        collection: 'full',
        indexes: [
          { name: 'fine', key: { c: 1 } },
          { name: 'used', key: { other: 1 } },
        ],
      },
    },
  ],
  [
    'mongo',
    {
      name: 'a',
      createIndexes: {
        collection: 'full',
        indexes: [
          { name: 'fine', key: { c: 1 } },
          { name: 'u', key: { b: 1 }, unique: true },
        ],
      },
    },
  ],
  ['mongo', { name: 'a', createCollection: { collection: 'full', validator: { b: { $gt: 0 } } } }],
  ['mongo', { name: 'a', createCollection: { collection: 'full' } }],
  [
    'mongo',
    { name: 'a', createIndexes: { collection: 'a', indexes: [{ name: 'nonsense', key: { a: 'b' } }] } },
  ],
] as const)(
  'a migration of %s whose first step the server rejected blocks nothing when its file was deleted: %j',
  async (store, step) => {
    const options = { directories: project.directories, only: [store] } as const
    await migrateStores(stores, options)
    const readIndexes = await createFullCollection()
    const indexes = await readIndexes()
    await write(store, '0001-broken.json', JSON.stringify({ up: [step] }))
    for (let run = 0; run < 2; run++) {
      const { items } = await migrateStores(stores, options)
      expect(items.at(-1)).toMatchObject({ id: '0001-broken', outcome: 'failed', steps: 0 })
    }
    const statuses = await listMigrationStatuses(stores, options)
    const failed = statuses.find(({ state }) => state === 'failed')
    expect(failed?.detail).toMatch(
      store === 'mongo'
        ? /nonsense|IndexKeySpecsConflict|DuplicateKey|collMod|The collection full already exists, with another validator\./
        : /DynamoDB (?:rejected.*Exception: |already has)/,
    )
    expect(await readIndexes()).toEqual(indexes)
    await rm(pathOf(store, '0001-broken.json'))
    const rolledBack = [{ store, id: '0001-broken' }]
    expect(await migrateStores(stores, options)).toMatchObject({ ok: true, problems: [], rolledBack })
  },
)

test('a migration without a transaction whose first statement PostgreSQL could not read changed nothing', async () => {
  const text = '-- homemanager: no-transaction\nCREATE TABLE a (\n  a int,\n  b nonsense\n);\nVACUUM a;'
  await write('postgres', '0001-broken.sql', text)
  const { items } = await migrate()
  expect(items.find(({ id }) => id === '0001-broken')?.error?.message).toMatch(/0001-broken\.sql:4: /)
  await rm(pathOf('postgres', '0001-broken.sql'))
  const rolledBack = [{ store: 'postgres', id: '0001-broken' }]
  expect(await migrate()).toMatchObject({ ok: true, rolledBack })
})

test('a run that was interrupted after it set the validator of its new collection is resumed', async () => {
  const options = { directories: project.directories, only: ['mongo'] } as const
  const validator = { a: { $gt: 0 } }
  const up = [{ createCollection: { collection: 'c' } }, { setValidator: { collection: 'c', validator } }]
  await write('mongo', '0001-c.json', JSON.stringify({ up: up.map((each) => ({ name: 'c', ...each })) }))
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true })
  const { mongo } = await createMigrationStores(stores)
  const { entries } = await mongo.readHistory()
  const applied = entries.find(({ id }) => id === '0001-c')
  if (applied === undefined) throw new Error('Not applied')
  {
    await using session = await mongo.lock({ waitMs: 0, lockTimeoutMs: 0, statementTimeoutMs: 0 })
    await session.writeEntries({ ...applied, outcome: 'running', done: [] })
  }
  expect(await migrateStores(stores, options)).toMatchObject({ ok: true, items: [{ steps: 2 }] })
  const [found] = await stores.mongo.db.listCollections({ name: 'c' }).toArray()
  expect(found).toMatchObject({ options: { validator } })
})

async function createFullCollection(): Promise<() => Promise<object>> {
  const { db } = stores.mongo
  await db.createCollection('full', { validator: { b: { $gte: 0 } } })
  await db.collection('full').insertMany([{ b: 1 }, { b: 1 }])
  await db.collection('full').createIndex({ a: 1 }, { name: 'used' })
  return () => db.collection('full').listIndexes().toArray()
}

test.each([
  ['dynamodb', 'await client.send({})'],
  ['mongo', "await db.collection('a').insertOne({ a: 1 }); throw new Error('after a change')"],
] as const)(
  'user code of %s that failed may have changed data, so its file is required',
  async (store, code) => {
    const options = { directories: project.directories, only: [store] } as const
    const text = `export const migration = { up: [{ name: 'a', run: async ({ client, db }) => { ${code} } }] }`
    await write(store, '0001-broken.mjs', text)
    expect((await migrateStores(stores, options)).ok).toBe(false)
    await rm(pathOf(store, '0001-broken.mjs'))
    const [problem] = (await migrateStores(stores, options)).problems
    // The same time of the failure as in the detail of the repair.
    const failed = /failed \S+Z/.exec(problem?.error.detail ?? '')?.[0]
    expect((await listRepairs(stores, options))[0]?.detail).toContain(failed ?? 'no time')
    expect(problem?.error).toMatchObject({
      code: 'MIGRATION_DRIFT',
      detail: expect.stringContaining('its first step may have changed the store; the file is missing'),
      suggestion: expect.stringContaining('homemanager migrate repair'),
    })
  },
)

test('a plan says in plain words which request DynamoDB rejected', async () => {
  const step = { name: 'named', addIndex: { table: 'a b', name: 'B', partitionKey: 'a' } }
  await write('dynamodb', '0001-broken.json', JSON.stringify({ up: [step] }))
  const plan = await planMigrations(stores, { directories: project.directories, only: ['dynamodb'] })
  expect(plan.problems).toMatchObject([
    {
      error: {
        message: 'DynamoDB rejected step "named": the request is not valid.',
        detail: expect.stringContaining('ValidationException: '),
      },
    },
  ])
})

test('an applied migration without a file is an error that lists the options, or is ignored on request', async () => {
  await write('postgres', '0001-other.sql', 'CREATE TABLE other (a int);')
  await migrate()
  await rm(pathOf('postgres', '0001-other.sql'))
  await write('postgres', '0002-mine.sql', 'CREATE TABLE mine (a int);')
  await write('mongo', '0001-of-mongo.json', '{"up":[{"name":"a","createCollection":{"collection":"a"}}]}')
  const stopped = await migrate()
  const [problem] = stopped.problems
  // "Nothing was run" is true of all stores.
  expect(stopped).toMatchObject({ ok: false, items: [], problems: [{ store: 'postgres' }], settings: [] })
  expect(problem?.error.code).toBe('MIGRATION_DRIFT')
  expect(problem?.error.suggestion).toMatch(
    /git branch[^]*run the command again with --allow-unknown-migrations[^]*migrate repair/,
  )
  expect(await migrate({ allowUnknownMigrations: true })).toMatchObject({ ok: true, problems: [] })
  expect(await find('mine')).toEqual({ found: 'mine' })
})

test('a MongoDB command whose reply has write errors has failed', async () => {
  await stores.mongo.db.collection<{ readonly _id: number }>('items').insertOne({ _id: 1 })
  const documents = [1, 2, 3].map((id) => ({ _id: id }))
  await write(
    'mongo',
    '0001-fill.json',
    JSON.stringify({ up: [{ name: 'fill', command: { insert: 'items', documents } }] }),
  )
  const { ok, items } = await migrate()
  expect(ok).toBe(false)
  expect(items.at(-1)).toMatchObject({ outcome: 'failed', error: { code: 'MIGRATION_STEP_FAILED' } })
})

test('why a module failed is in the error and in the history', async () => {
  await write(
    'mongo',
    '0001-b.mjs',
    `export const migration = { up: [{ name: 'b', run() { throw new Error('my own reason') } }] }`,
  )
  const result = (await migrate()).items.at(-1)
  expect(result?.error?.message).toContain('my own reason')
  expect(result?.error?.detail).toContain('0001-b.mjs:1')
  expect(result?.error?.suggestion).toMatch(
    /^Correct \S*0001-b\.mjs, then run homemanager migrate again, which repeats step "b"\.\n.*homemanager undo/,
  )
  const statuses = await listMigrationStatuses(stores, { directories: project.directories })
  expect(statuses.at(-1)?.detail).toContain('my own reason')
})

test('a module, even in an endless loop, and a running statement follow the signal of the command', async () => {
  await write('postgres', '0001-slow.sql', 'SELECT pg_sleep(60);')
  const loop = 'export const migration = { up: [{ name: "slow", run: async () => { for (;;); } }] }'
  await write('mongo', '0001-slow.mjs', loop)
  await write(
    'dynamodb',
    '0001-slow.mjs',
    `export const migration = { up: [{ name: 'slow', run: async ({ signal }) => {
      await new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    } }] }`,
  )
  const controller = new AbortController()
  const started = performance.now()
  const running = new Set<string>()
  const { items } = await migrate({
    signal: controller.signal,
    onStep: (migration) => {
      if (migration.id !== '0001-slow') return
      running.add(migration.store)
      if (running.size === 3) setTimeout(() => controller.abort(new Error('interrupted')), 100)
    },
  })
  expect(performance.now() - started).toBeLessThan(30_000)
  expect(
    items
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ store }) => store)
      .sort(),
  ).toEqual(['dynamodb', 'mongo', 'postgres'])
  const statuses = await listMigrationStatuses(stores, { directories: project.directories })
  expect(statuses.filter(({ id }) => id === '0001-slow').map(({ state, detail }) => [state, detail])).toEqual(
    Array.from({ length: 3 }, () => ['interrupted', 'interrupted: 0 of 1 steps completed']),
  )
})

test('commands that are refused in a migration are those that MongoDB runs against the admin database only', async () => {
  const { commands } = (await stores.mongo.db.admin().command({ listCommands: 1 })) as unknown as {
    readonly commands: Readonly<Record<string, { readonly adminOnly: boolean }>>
  }
  const known = [...ADMIN_COMMANDS].filter((name) => commands[name] !== undefined)
  expect(known).toContain('renameCollection')
  expect(known.filter((name) => commands[name]?.adminOnly !== true)).toEqual([])
})
