import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect } from 'vitest'
import { openPostgresStore, type PostgresStore } from '../../src/stores/postgres/client/postgres-store.js'
import type { MigrationSource } from '../../src/stores/contracts/migration-store.js'
import { compileSql } from '../../src/stores/postgres/migrations/compile-sql.js'
import { performInTransaction } from '../../src/stores/postgres/migrations/perform-in-transaction.js'
import { BROKEN_SQL_SCRIPT, SQL_SCRIPT } from './random-sql.js'
import { createTestDatabases } from './test-databases.js'

const SCHEMA = 'script'

/**
 * Runs random scripts as migrations in one database and with `psql -f` in another: both accept a script or both reject it, and the databases
 * then have the same objects and rows.
 */
export async function compareWithPsql(runs: number): Promise<void> {
  await using ours = await createTestDatabases()
  await using theirs = await createTestDatabases()
  await using store = openPostgresStore(ours.endpoints.postgres)
  await using reference = openPostgresStore(theirs.endpoints.postgres)
  const compare = async (script: string): Promise<void> => {
    await Promise.all([store, reference].map(emptySchema))
    const migrated = await migrate(store, script)
    fc.pre(migrated !== 'invalid')
    const expected = runPsql(theirs.endpoints.postgres.url, script)
    expect({ error: migrated, ...(await describeSchema(store)) }).toEqual({
      error: expected,
      ...(await describeSchema(reference)),
    })
  }
  await fc.assert(fc.asyncProperty(SQL_SCRIPT, compare), { numRuns: runs })
  await fc.assert(fc.asyncProperty(BROKEN_SQL_SCRIPT, compare), { numRuns: runs })
}

async function emptySchema({ pool }: PostgresStore): Promise<void> {
  await pool.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE; CREATE SCHEMA ${SCHEMA}`)
}

/** Resolves to whether it failed; `invalid` if it cannot be a migration. */
async function migrate({ pool }: PostgresStore, text: string): Promise<boolean | 'invalid'> {
  let steps
  try {
    steps = compileSql({ id: '0001-script', path: 'script.sql', text } as MigrationSource).up
  } catch {
    return 'invalid'
  }
  const client = await pool.connect()
  try {
    await client.query(`SET search_path = ${SCHEMA}`)
    await performInTransaction(client, steps, () => {}, undefined)
    await client.query('COMMIT')
    return false
  } catch {
    await client.query('ROLLBACK')
    return true
  } finally {
    // The next user of the connection has another search path.
    client.release(true)
  }
}

function runPsql(url: string, script: string): boolean {
  const { status } = spawnSync('psql', ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', '-', url], {
    input: script,
    env: { PATH: process.env['PATH'], PGOPTIONS: `-c search_path=${SCHEMA}` },
  })
  return status !== 0
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  columns: `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid),
              obj_description(c.oid)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relnamespace = $1::regnamespace ORDER BY c.relname, a.attnum`,
  functions: `SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = $1::regnamespace ORDER BY proname`,
  rules: `SELECT rulename, definition FROM pg_rules WHERE schemaname = $1 ORDER BY rulename`,
  views: `SELECT viewname, definition FROM pg_views WHERE schemaname = $1 ORDER BY viewname`,
}

async function describeSchema({ pool }: PostgresStore): Promise<Record<string, unknown>> {
  const read = async (sql: string, values: readonly string[] = []): Promise<readonly unknown[]> =>
    (await pool.query<unknown[]>({ text: sql, values: [...values], rowMode: 'array' })).rows
  const found: Record<string, unknown> = {}
  for (const [name, sql] of Object.entries(DESCRIPTIONS)) found[name] = await read(sql, [SCHEMA])
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = $1`,
    [SCHEMA],
  )
  for (const { name } of rows) found[name] = await read(`SELECT * FROM ${name}`)
  return found
}
