import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { pg } from './pg.js'
import type { LockHolder, LockOptions } from '../migration-store.js'
import { migrationLocked } from '../migration-locked.js'
import { unreachable } from '../unreachable.js'

/** Advisory locks are numbers per database; these spell "home" and "migr" in ASCII. */
const LOCK = [0x686f6d65, 0x6d696772] as const
const NAME = 'homemanager migrate'

/**
 * Connects and takes the session's advisory lock. Tries again and again instead of waiting in the server: a waiting
 * statement holds a snapshot, for which CREATE INDEX CONCURRENTLY of the lock's holder would wait forever. The lock
 * dies with the connection, so a killed runner leaves none behind, and whoever writes on this connection has it.
 */
export async function lockPostgres(url: string, options: LockOptions): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    // What PostgreSQL shows of us is who we are; 63 characters at most.
    application_name: `${NAME} ${process.pid}@${hostname()}`.slice(0, 63),
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw unreachable('postgres', new URL(url).host, error)
  }
  try {
    await wait(client, options)
    await client.query(
      `SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)`,
      [String(options.lockTimeoutMs), String(options.statementTimeoutMs)],
    )
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}

async function wait(client: pg.Client, options: LockOptions): Promise<void> {
  const until = performance.now() + options.waitMs
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    options.signal?.throwIfAborted()
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, $2) AS locked',
      [...LOCK],
    )
    if (rows[0]?.locked) return
    if (pause === 20) options.onWait?.(await postgresHolder(client))
    if (performance.now() > until)
      throw migrationLocked('postgres', options.waitMs, await postgresHolder(client))
    await sleep(
      pause * (0.5 + Math.random() / 2),
      undefined,
      options.signal ? { signal: options.signal } : {},
    )
  }
}

/** Who holds the lock, as the server itself sees it: never stale. */
export async function postgresHolder(client: Pick<pg.ClientBase, 'query'>): Promise<LockHolder | undefined> {
  const { rows } = await client.query<{ name: string; since: Date }>(
    `SELECT a.application_name AS name, a.backend_start AS since ${HOLDER}`,
    [...LOCK],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const match = /(\d+)@(.*)$/.exec(row.name)
  return { host: match?.[2] ?? row.name, pid: Number(match?.[1] ?? 0), since: row.since.toISOString() }
}

/** Ends the connection that holds the lock. */
export async function unlockPostgres(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  await client.query(`SELECT pg_terminate_backend(a.pid) ${HOLDER}`, [...LOCK])
}

const HOLDER = `
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $1 AND l.objid = $2
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`
