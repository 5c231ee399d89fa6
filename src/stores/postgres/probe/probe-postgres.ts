import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { PoolClient } from 'pg'
import { createScratchName, type ProbeCheck, type ProbeOptions, runCheck } from '../../contracts/probe.js'
import { hideErrorsFromLog } from '../client/hide-errors-from-log.js'
import type { PostgresStore } from '../client/postgres-store.js'

/** What migrations and services need: privileges, TLS, and in a scratch schema what the server guarantees. */
export async function probePostgres(
  { pool }: PostgresStore,
  { write }: ProbeOptions,
): Promise<readonly ProbeCheck[]> {
  const client = await pool.connect()
  try {
    const checks = [
      await runCheck('guarantee', 'writable', async () => assertWritable(client)),
      checkTls(client),
      ...(await checkPrivileges(client)),
    ]
    return write ? [...checks, ...(await probeScratchSchema(client))] : checks
  } finally {
    client.release()
  }
}

/** A replica, or a cluster after a failover, accepts reads only. */
async function assertWritable(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ recovery: boolean; read_only: string }>(
    "SELECT pg_is_in_recovery() AS recovery, current_setting('transaction_read_only') AS read_only",
  )
  if (rows[0]?.recovery) throw new Error('the server is a replica')
  if (rows[0]?.read_only === 'on') throw new Error('transactions are read-only by default')
  return 'the server is a primary'
}

/** Of the connection itself: a proxy before the server may have another one. */
function checkTls(client: PoolClient): ProbeCheck {
  const { connection } = client as unknown as { readonly connection: { readonly stream: Socket | TLSSocket } }
  const version = 'getProtocol' in connection.stream ? connection.stream.getProtocol() : null
  return version
    ? { kind: 'guarantee', check: 'tls', status: 'ok', message: version }
    : { kind: 'guarantee', check: 'tls', status: 'skipped', message: 'the connection is not encrypted' }
}

/** In the words of GRANT. */
async function checkPrivileges(client: PoolClient): Promise<readonly ProbeCheck[]> {
  const { rows } = await client.query<{ privilege: string; granted: boolean }>(
    `SELECT format('%s ON DATABASE %I', p, current_database()) AS privilege,
            has_database_privilege(current_database(), p) AS granted
     FROM unnest(ARRAY['CONNECT', 'CREATE', 'TEMPORARY']) p
     UNION ALL
     SELECT format('%s ON SCHEMA public', p), has_schema_privilege('public', p)
     FROM unnest(ARRAY['USAGE', 'CREATE']) p
     UNION ALL
     SELECT format('%s ON TABLE %I', p, c.relname), has_table_privilege(c.oid, p)
     FROM pg_catalog.pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`,
  )
  const missing = rows.filter(({ granted }) => !granted)
  if (missing.length === 0)
    return [{ kind: 'permission', check: 'grants', status: 'ok', message: `${rows.length} privileges` }]
  return missing.map(({ privilege }) => ({
    kind: 'permission',
    check: `GRANT ${privilege}`,
    status: 'missing',
    message: 'the role lacks this privilege',
  }))
}

async function probeScratchSchema(client: PoolClient): Promise<readonly ProbeCheck[]> {
  const schema = createScratchName()
  const created = await runCheck('migration', 'create schema', async () => {
    await client.query(`CREATE SCHEMA ${schema}`)
    return undefined
  })
  if (created.status !== 'ok') return [created]
  const checks = [created]
  try {
    checks.push(
      await runCheck('migration', 'create table', async () => {
        await client.query(`CREATE TABLE ${schema}.probe (id integer PRIMARY KEY, name text)`)
        await client.query(`CREATE UNIQUE INDEX CONCURRENTLY ON ${schema}.probe (lower(name))`)
        return 'with an index that is built concurrently'
      }),
      await runCheck('guarantee', 'unique indexes', async () => {
        await client.query(`INSERT INTO ${schema}.probe VALUES (1, 'a')`)
        await client.query('BEGIN')
        await hideErrorsFromLog(client)
        const rejected = await client.query(`INSERT INTO ${schema}.probe VALUES (2, 'A')`).then(
          () => false,
          (error: { readonly code?: string }) => error.code === '23505',
        )
        await client.query('ROLLBACK')
        if (!rejected) throw new Error('a duplicate was accepted')
        return 'a duplicate is rejected'
      }),
      await runCheck('guarantee', 'transactions', async () => {
        await client.query('BEGIN')
        await client.query(`CREATE TABLE ${schema}.rolled_back (id integer)`)
        await client.query('ROLLBACK')
        const { rows } = await client.query(`SELECT to_regclass('${schema}.rolled_back') IS NULL AS gone`)
        if ((rows[0] as { readonly gone?: boolean }).gone !== true)
          throw new Error('a change of the schema was not rolled back')
        return 'also of changes of the schema'
      }),
      await runCheck('guarantee', 'notifications', async () => {
        await client.query(`LISTEN ${schema}`)
        await client.query(`UNLISTEN ${schema}`)
        return 'LISTEN is available'
      }),
    )
  } finally {
    await client.query('ROLLBACK')
    await client.query(`DROP SCHEMA ${schema} CASCADE`)
  }
  return checks
}
