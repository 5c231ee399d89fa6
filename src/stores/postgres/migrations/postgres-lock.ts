import { hostname } from 'node:os'
import { getPostgresHost } from '../client/parse-postgres-url.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'
import type { LockHolder, LockOptions, LockPurpose } from '../../contracts/migration-store.js'
import { migrationLocked, migrationLockLost } from '../../contracts/migration-locked.js'
import { toLossError } from '../../to-loss-error.js'
import { storeUnreachable } from '../../contracts/store-unreachable.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { createSessionSettings, type SessionSettings } from './session-settings.js'

/** Keys of the advisory lock: "home" and "migr" in ASCII. */
const LOCK_KEYS = [0x686f6d65, 0x6d696772] as const
/** The application name of a connection that holds the lock begins with this, and its purpose. */
const APPLICATION_NAME = 'homemanager'
const PURPOSES: readonly LockPurpose[] = ['migrate', 'revert', 'record']

/** A connection that holds the lock, with its session settings. */
export interface PostgresLock {
  readonly client: pg.PoolClient
  readonly settings: SessionSettings
  /** Aborted, with `MIGRATION_LOCK_LOST` as the reason, when the connection ends. */
  readonly lost: AbortSignal
}

/**
 * Acquires a session-level advisory lock on a new connection. Polls instead of waiting in the server: a waiting
 * statement holds a snapshot, for which a CREATE INDEX CONCURRENTLY of the lock holder would wait forever. The server
 * releases the lock when the connection ends, so a killed process leaves no lock behind, and writes on this connection
 * imply the lock.
 */
export async function acquirePostgresLock(store: PostgresStore, options: LockOptions): Promise<PostgresLock> {
  const client = await store.pool.connect().catch((error: unknown) => {
    throw storeUnreachable('postgres', getPostgresHost(store.endpoint.url), error)
  })
  const lost = new AbortController()
  // 'error' is emitted before pending queries reject, 'end' after that.
  for (const event of ['error', 'end'] as const) {
    client.once(event, (error?: Error) => lost.abort(migrationLockLost('postgres', error)))
  }
  try {
    return { client, settings: await waitForLock(client, options), lost: lost.signal }
  } catch (error) {
    client.release(true)
    // The server may have given the lock, and another process released it, before its answer arrived.
    throw await toLossError(error, lost.signal)
  }
}

async function waitForLock(client: pg.PoolClient, options: LockOptions): Promise<SessionSettings> {
  const deadline = performance.now() + options.waitMs
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    options.signal?.throwIfAborted()
    // PostgreSQL shows the application name of the lock holder, at most 63 characters, so the host comes last.
    const since = Math.floor(Date.now() / 1000).toString(36)
    const name =
      `${APPLICATION_NAME} ${options.purpose ?? 'migrate'} ${since}/${process.pid}@${hostname()}`.slice(0, 63)
    const settings = createSessionSettings(name, options)
    if (await tryLock(client, settings)) return settings
    if (pause === 20) options.onWait?.(await getPostgresLockHolder(client))
    if (performance.now() > deadline)
      throw migrationLocked('postgres', options.waitMs, await getPostgresLockHolder(client))
    await sleep(
      pause * (0.5 + Math.random() / 2),
      undefined,
      options.signal ? { signal: options.signal } : {},
    )
  }
}

/**
 * Sets the session settings and tries to acquire the lock, but only on a direct connection. A pooler such as PgBouncer
 * reports a PID of its own and may assign each transaction to another session, which would keep the lock and the
 * settings for other clients. The condition on `pg_backend_pid()` then matches no row, so the statement has no effect.
 */
async function tryLock(client: pg.PoolClient, settings: SessionSettings): Promise<boolean> {
  const pairs = Object.entries(settings)
  const set = pairs.map((_, i) => `set_config($${2 * i + 4}, $${2 * i + 5}, false)`).join(', ')
  const backendPid = 'processID' in client ? client.processID : undefined
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT ${set}, pg_try_advisory_lock($1, $2) AS locked WHERE pg_backend_pid() = $3`,
    [...LOCK_KEYS, backendPid, ...pairs.flat()],
  )
  if (rows[0] === undefined) throw poolerNotSupported()
  return rows[0].locked
}

function poolerNotSupported(): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_POOLED, {
    message: 'PostgreSQL is reached through a connection pooler; nothing was migrated.',
    detail: 'The migration lock belongs to a session, and a pooler such as PgBouncer shares sessions.',
    suggestion: 'Set postgres.url to the URL of PostgreSQL itself, usually on port 5432.',
  })
}

/** Returns the current lock holder as reported by the server. */
export async function getPostgresLockHolder(
  client: Pick<pg.ClientBase, 'query'>,
): Promise<LockHolder | undefined> {
  const { rows } = await client.query<{ name: string; since: Date }>(
    `SELECT a.application_name AS name, a.backend_start AS since ${HOLDER_QUERY}`,
    [...LOCK_KEYS],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const [, since, pid, host = row.name] = /(?:(\w+)\/)?(\d+)@(.*)$/.exec(row.name) ?? []
  const time = since === undefined ? row.since : new Date(Number.parseInt(since, 36) * 1000)
  const purpose = PURPOSES.find((each) => row.name.startsWith(`${APPLICATION_NAME} ${each} `))
  return {
    host,
    pid: Number(pid ?? 0),
    since: time.toISOString(),
    ...(purpose === undefined ? {} : { purpose }),
  }
}

/** Terminates the connection that holds the lock. */
export async function breakPostgresLock(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  await client.query(`SELECT pg_terminate_backend(a.pid) ${HOLDER_QUERY}`, [...LOCK_KEYS])
}

const HOLDER_QUERY = `
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $1 AND l.objid = $2
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`
