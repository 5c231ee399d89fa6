import { setTimeout as sleep } from 'node:timers/promises'
import { parsePostgresUrl, withDatabaseName } from '../client/parse-postgres-url.js'
import { hideErrorsFromLog } from '../client/hide-errors-from-log.js'
import { closeIdleClients, findConnectionUse } from '../client/open-pool.js'
import { Client, pg } from '../client/pg.js'

/** SQLSTATE object_in_use: the template database has other connections. */
const OBJECT_IN_USE = '55006'
const CLOSE_INTERVAL_MS = 100
/** A connection that is younger is about to be used, and the pool of this program that has opened it may not know it yet. */
const MIN_AGE_MS = 250
/** Connections that the error names. */
const MAX_NAMED = 5

interface Connection {
  readonly pid: number
  readonly application: string
  /** Null if this login may not see it. */
  readonly state: string | null
  readonly seconds: number | null
  readonly ageMs: number | null
}

/**
 * Copies a database by using it as a template (PostgreSQL manual, "Template Databases"). A template must not have other
 * connections, so idle connections of homemanager to it are closed, except those that this program has taken from a pool; pools
 * reconnect on demand. Resolves to the URL of the copy. Throws an error that names the other connections if there are some all the time
 * for five seconds: PostgreSQL itself waits that long.
 */
export async function forkPostgresDatabase(url: string, name: string): Promise<string> {
  const source = parsePostgresUrl(url).database
  await withMaintenanceClient(url, async (client) => {
    await hideErrorsFromLog(client, 'session')
    await closeIdleConnections(client, url, source)
    const done = new AbortController()
    const [copied, others] = await Promise.all([
      tryCopy(client, source, name).finally(() => done.abort()),
      closeWhileWaiting(url, source, done.signal),
    ])
    if (!copied) throw new Error(describeConnections(source, others, url))
  })
  return withDatabaseName(url, name)
}

/** Closes what connects while PostgreSQL waits for all connections to end. Resolves to those that it has found last. */
async function closeWhileWaiting(
  url: string,
  database: string,
  done: AbortSignal,
): Promise<readonly Connection[]> {
  let others: readonly Connection[] = []
  // Usually the copy is made at once.
  await pause(done)
  if (done.aborted) return others
  await withMaintenanceClient(url, async (client) => {
    while (!done.aborted) {
      others = await closeIdleConnections(client, url, database)
      await pause(done)
    }
  })
  return others
}

async function pause(done: AbortSignal): Promise<void> {
  await sleep(CLOSE_INTERVAL_MS, undefined, { signal: done }).catch(() => {})
}

/** Resolves to the connections that are in use. */
async function closeIdleConnections(
  client: pg.Client,
  url: string,
  database: string,
): Promise<readonly Connection[]> {
  closeIdleClients(url)
  const { rows } = await client.query<Connection>(
    `SELECT pid, application_name AS application, state,
            extract(epoch FROM clock_timestamp() - state_change)::float8 AS seconds,
            extract(epoch FROM clock_timestamp() - backend_start)::float8 * 1000 AS "ageMs"
     FROM pg_stat_activity WHERE datname = $1 AND backend_type <> 'autovacuum worker'`,
    [database],
  )
  const others = rows.filter(({ pid }) => findConnectionUse(url, pid) === undefined)
  const isIdle = ({ application, state, ageMs }: Connection): boolean =>
    application.startsWith('homemanager') && state === 'idle' && (ageMs ?? 0) >= MIN_AGE_MS
  const idle = others.filter(isIdle).map(({ pid }) => pid)
  // One that has begun a query since is left alone.
  if (idle.length > 0)
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ANY($1) AND state = 'idle'",
      [idle],
    )
  return rows.filter((row) => !idle.includes(row.pid) && findConnectionUse(url, row.pid) !== 'idle')
}

/** Resolves to false if there are other connections. */
async function tryCopy(client: pg.Client, source: string, name: string): Promise<boolean> {
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(source)}`)
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code !== OBJECT_IN_USE) throw error
    return false
  }
}

function describeConnections(database: string, others: readonly Connection[], url: string): string {
  if (others.length === 0) return `Clients connect to the database ${database} again and again.`
  const named = others.slice(0, MAX_NAMED).map(({ pid, application, state, seconds }) => {
    const program =
      findConnectionUse(url, pid) === 'taken'
        ? 'a client of this program that was taken from the pool and not released'
        : application || 'a client without a name'
    const time = seconds === null ? '' : ` for ${seconds.toFixed(0)} s`
    return `process ${pid}: ${program}, ${state ?? 'state unknown'}${time}`
  })
  const more = others.length > MAX_NAMED ? [`and ${others.length - MAX_NAMED} others`] : []
  return [`The database ${database} has other connections:`, ...named, ...more].join('\n')
}

/** Drops the copy and terminates its connections. Does nothing if it does not exist. */
export async function dropPostgresDatabase(url: string, name: string): Promise<void> {
  await withMaintenanceClient(url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
  })
}

async function withMaintenanceClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: withDatabaseName(url, 'postgres') })
  // If the server terminates the connection, the query rejects.
  client.on('error', () => {})
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
