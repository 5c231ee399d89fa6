import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createDedicatedEngines } from '../../../../test/support/dedicated-engines.js'
import type { MigrationStep } from '../../contracts/migration-store.js'
import { forkPostgresDatabase } from '../fork/fork-postgres-database.js'
import { postgresMigrationStore } from '../migrations/postgres-migration-store.js'
import { probePostgres } from '../probe/probe-postgres.js'
import { planPostgresQuery } from '../query/plan-postgres-query.js'
import { openPostgresStore, type PostgresStore } from '../client/postgres-store.js'
import { loadProvider } from '../../../project/components/load-provider.js'

const embeddedProvider = await loadProvider('embedded')

test('rejects data of another major version before starting anything', async () => {
  await using engines = await createDedicatedEngines()
  await writeFiles(engines.config.home, { PG_VERSION: '14\n' })
  await expect(engines.start('postgres')).rejects.toMatchObject({
    code: 'DATA_VERSION_MISMATCH',
    message: expect.stringContaining('PostgreSQL 14') as string,
  })
})

test('rejects a directory with other files', async () => {
  await using engines = await createDedicatedEngines()
  await writeFiles(engines.config.home, { 'letter.txt': 'Dear Ada' })
  await expect(engines.start('postgres')).rejects.toMatchObject({ code: 'DATA_CORRUPTED' })
})

test('starts after an interrupted first start', async () => {
  await using engines = await createDedicatedEngines()
  const unfinished = path.join(engines.config.home, 'data', 'postgres.new-123456', 'cluster')
  await mkdir(unfinished, { recursive: true })
  const { endpoint } = await engines.start('postgres')
  await using store = openPostgresStore(endpoint)
  await expect(store.ping()).resolves.toMatchObject({ version: expect.stringMatching(/^15\./) as string })
})

test('starts if the pid in the lock file belongs to another program', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  await embeddedProvider.stop(first, 10_000)
  await writeFiles(engines.config.home, {
    'postmaster.pid': `${process.pid}\n${engines.config.home}/data/postgres\n1\n5432\n\n127.0.0.1\n`,
  })
  const second = await engines.start('postgres')
  expect(await embeddedProvider.isRunning(second)).toBe(true)
})

test('stops an orphaned engine before its data is opened again', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  const second = await engines.start('postgres')
  expect(await embeddedProvider.isRunning(first)).toBe(false)
  expect(await embeddedProvider.isRunning(second)).toBe(true)
})

test('creates a changed role, password and database', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  await embeddedProvider.stop(first, 10_000)
  const postgres = { user: `o'brien "x"`, password: `it's \\ "odd"\n€`, database: 'my "home" \\ data' }
  const { endpoint } = await engines.start('postgres', { ...engines.config, postgres })
  await using store = openPostgresStore(endpoint)
  const { rows } = await store.pool.query('SELECT current_user AS "user", current_database() AS database')
  expect(rows).toEqual([{ user: postgres.user, database: postgres.database }])
})

test('the login owns its database and is no superuser', async () => {
  await using engines = await createDedicatedEngines()
  const { endpoint } = await engines.start('postgres')
  expect(new URL(endpoint.url).password).toMatch(/^[0-9a-f]{32}$/)
  await using store = openPostgresStore(endpoint)
  await assertUnprivileged(store)
  await store.pool.query('CREATE TABLE public.mine (id int)')
  await store.pool.query('CREATE SCHEMA mine')
  await store.pool.query('CREATE EXTENSION IF NOT EXISTS pgcrypto').catch(() => {})
  const wrong = new URL(endpoint.url)
  wrong.password = 'homemanager'
  await using other = openPostgresStore({ url: wrong.href })
  await expect(other.ping()).rejects.toMatchObject({ cause: { code: '28P01' } })
})

test('errors that are provoked on purpose are not in the log', async () => {
  await using engines = await createDedicatedEngines()
  const { endpoint } = await engines.start('postgres')
  await using store = openPostgresStore(endpoint)
  const migrations = postgresMigrationStore(store)
  const toStep = (action: string): MigrationStep<string> => ({ name: action, text: action, action })
  const warnings = await migrations.review(
    ['DELETE FROM missing', 'SELECT wrong', 'SELECT FROM WHERE'].map(toStep),
  )
  expect(warnings.flat().filter(({ fails }) => fails)).toHaveLength(3)
  await expect(planPostgresQuery(store, 'SELECT unknown_column')).rejects.toThrow('unknown_column')
  const checks = await probePostgres(store, { write: true, signal: new AbortController().signal })
  expect(checks.filter(({ status }) => status === 'ok').map(({ check }) => check)).toContain('unique indexes')
  // Until this connection ends, the database cannot be copied.
  const blocking = new pg.Client(endpoint.url)
  await blocking.connect()
  const forking = forkPostgresDatabase(endpoint.url, 'copy')
  await sleep(150)
  await blocking.end()
  await forking
  await expect(store.pool.query('SELECT later_error')).rejects.toThrow('later_error')
  const log = await readFile(path.join(engines.config.home, 'logs', 'postgres.log'), 'utf8')
  expect(log.match(/ERROR: .*/g)).toEqual(['ERROR:  column "later_error" does not exist at character 8'])
})

test.each([`it's "odd" \\ $1`, 'pässword \u{1F511}'])(
  'the password %s can be configured',
  async (password) => {
    await using engines = await createDedicatedEngines()
    const { config } = engines
    const { endpoint } = await engines.start('postgres', {
      ...config,
      postgres: { ...config.postgres, password },
    })
    await using store = openPostgresStore(endpoint)
    await expect(store.ping()).resolves.toBeDefined()
  },
)

test('the passwords of projects differ, and are kept with mode 0600', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  await embeddedProvider.stop(first, 10_000)
  const second = await engines.start('postgres')
  expect(new URL(second.endpoint.url).password).toBe(new URL(first.endpoint.url).password)
  const file = path.join(engines.config.home, 'secrets', 'postgres-password')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await using others = await createDedicatedEngines()
  const other = await others.start('postgres')
  expect(new URL(other.endpoint.url).password).not.toBe(new URL(first.endpoint.url).password)
})

test('a changed user owns what the earlier one created', async () => {
  await using engines = await createDedicatedEngines()
  const first = await engines.start('postgres')
  await using store = openPostgresStore(first.endpoint)
  await store.pool.query('CREATE TABLE notes AS SELECT 1 AS id')
  await embeddedProvider.stop(first, 10_000)
  const postgres = { ...engines.config.postgres, user: `o'brien "x"`, password: 'secret' }
  const { endpoint } = await engines.start('postgres', { ...engines.config, postgres })
  await using next = openPostgresStore(endpoint)
  await next.pool.query('ALTER TABLE notes ADD COLUMN text text')
  const { rows } = await next.pool.query('SELECT id FROM notes')
  expect(rows).toEqual([{ id: 1 }])
  await assertUnprivileged(next)
})

test('the role of the services reads and writes rows, and cannot change the schema', async () => {
  await using engines = await createDedicatedEngines()
  const { endpoint } = await engines.start('postgres')
  await using owner = openPostgresStore(endpoint)
  await owner.pool.query('CREATE SCHEMA more; CREATE TABLE more.notes (id serial, text text)')
  await owner.pool.query('CREATE TABLE lists (id int PRIMARY KEY)')
  expect(endpoint.serviceUrl).toContain('//homemanager_service:')
  await using services = openPostgresStore({ url: endpoint.serviceUrl ?? '' })
  const { pool } = services
  await pool.query("INSERT INTO more.notes (text) VALUES ('one'); UPDATE more.notes SET text = 'two'")
  await pool.query('INSERT INTO lists SELECT id FROM more.notes')
  expect((await pool.query('DELETE FROM more.notes RETURNING id, text')).rows).toEqual([
    { id: 1, text: 'two' },
  ])
  await assertUnprivileged(services)
  await assertForbidden(services, [
    'CREATE TABLE other (id int)',
    'CREATE TABLE more.other (id int)',
    'CREATE TEMPORARY TABLE other (id int)',
    'CREATE INDEX ON lists (id)',
    'CREATE SCHEMA other',
    'CREATE DATABASE other',
    'ALTER TABLE lists ADD COLUMN other text',
    'DROP TABLE lists',
    'TRUNCATE lists',
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    'SET ROLE homemanager',
    'ALTER DATABASE homemanager_identity OWNER TO CURRENT_USER',
  ])
})

/** What would let a client run programs, use files or become another role. */
async function assertUnprivileged({ pool }: PostgresStore): Promise<void> {
  const { rows } = await pool.query(
    'SELECT rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls AS privileged FROM pg_roles WHERE rolname = current_user',
  )
  expect(rows).toEqual([{ privileged: false }])
  await assertForbidden({ pool }, [
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/homemanager-copy'",
    "CREATE TABLE lines (line text); COPY lines FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    'SELECT * FROM pg_authid',
    "ALTER SYSTEM SET archive_command = 'true'",
    'CREATE ROLE other SUPERUSER',
    'GRANT pg_execute_server_program TO CURRENT_USER',
    'SET ROLE homemanager_superuser',
    "CREATE FUNCTION run(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
  ])
}

async function assertForbidden(
  { pool }: Pick<PostgresStore, 'pool'>,
  statements: readonly string[],
): Promise<void> {
  for (const statement of statements) {
    const code = await pool.query(statement).then(
      () => 'none',
      (error: unknown) => (error as { code?: unknown }).code,
    )
    expect([statement, code]).toEqual([statement, '42501'])
  }
}

async function writeFiles(home: string, files: Readonly<Record<string, string>>): Promise<void> {
  const directory = path.join(home, 'data', 'postgres')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(path.join(directory, name), text)))
}
