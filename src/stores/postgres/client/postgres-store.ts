import type { Pool } from 'pg'
import { identifyPostgres } from './identify-postgres.js'
import { getPostgresHost, parsePostgresUrl } from './parse-postgres-url.js'
import { closePool, openPool } from './open-pool.js'
import type { pg } from './pg.js'
import type { PostgresEndpoint } from '../../../core/store-types.js'
import type { ClientLoad, Store } from '../../contracts/store.js'
import type { StoreLimits } from '../../contracts/store-limits.js'
import { storeUnreachable } from '../../contracts/store-unreachable.js'

export interface PostgresStore extends Store {
  readonly name: 'postgres'
  readonly endpoint: PostgresEndpoint
  /** Direct connections, opened on first use. */
  readonly pool: Pool
  /**
   * For queries of services: through PgBouncer if the add-on is enabled, otherwise the same as `pool`. A pooler in
   * transaction mode does not support session state: LISTEN, session-level advisory locks, named prepared statements.
   */
  readonly pooled: Pool
  /** A replica, which may lag behind. Absent without one. */
  readonly reader?: Pool
}

export interface PostgresStoreOptions extends StoreLimits {
  /** Default 10. */
  readonly maxConnections?: number
  /** Connection timeout, milliseconds; default 20,000, since a busy machine can be slow. */
  readonly connectTimeoutMs?: number
}

/** The primary answers instead, so a replica that does not respond must not delay a request for long. */
const READER_CONNECT_TIMEOUT_MS = 1000
const READER_TIMEOUT_MS = 2000

/** Opens PostgreSQL. Connects on first use. */
export function openPostgresStore(
  endpoint: PostgresEndpoint,
  options: PostgresStoreOptions = {},
): PostgresStore {
  const { requestTimeoutMs } = options
  const open = (url: string, settings: pg.PoolConfig): pg.Pool =>
    openPool({
      connectionString: url,
      max: options.maxConnections ?? 10,
      connectionTimeoutMillis: options.connectTimeoutMs ?? requestTimeoutMs ?? 20_000,
      ...(requestTimeoutMs === undefined ? {} : { query_timeout: requestTimeoutMs }),
      ...settings,
    })
  const pool = open(endpoint.url, requestTimeoutMs === undefined ? {} : toServerTimeouts(requestTimeoutMs))
  // PgBouncer rejects connections that set such parameters.
  const reader =
    endpoint.readUrl === undefined
      ? undefined
      : open(endpoint.readUrl, {
          connectionTimeoutMillis: READER_CONNECT_TIMEOUT_MS,
          query_timeout: Math.min(READER_TIMEOUT_MS, requestTimeoutMs ?? READER_TIMEOUT_MS),
        })
  const pooled = endpoint.poolUrl === undefined ? pool : open(endpoint.poolUrl, {})
  return {
    name: 'postgres',
    endpoint,
    pool,
    pooled,
    ...(reader === undefined ? {} : { reader }),
    hosts: [parsePostgresUrl(endpoint.url).host],
    capabilities: { transactionalDdl: true, multiDocumentTransactions: true, readOnlySessions: true },
    getLoad: () => sumLoads(listPools({ pool, pooled, reader })),
    identify: async () => identifyPostgres(pool, parsePostgresUrl(endpoint.url).host),
    async ping() {
      try {
        const { rows } = await pool.query<{ server_version: string }>('SHOW server_version')
        return { version: rows[0]?.server_version ?? '' }
      } catch (error) {
        throw storeUnreachable('postgres', getPostgresHost(endpoint.url), error)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(listPools({ pool, pooled, reader }).map(closePool))
    },
  }
}

/** The different pools of a store. */
export function listPools({
  pool,
  pooled,
  reader,
}: Pick<PostgresStore, 'pool' | 'pooled'> & { readonly reader?: Pool | undefined }): readonly Pool[] {
  return [...new Set([pool, pooled, ...(reader === undefined ? [] : [reader])])]
}

/** With them, the server stops what the client no longer waits for, which would hold its locks. */
function toServerTimeouts(requestTimeoutMs: number): pg.PoolConfig {
  return { statement_timeout: requestTimeoutMs, idle_in_transaction_session_timeout: 6 * requestTimeoutMs }
}

function sumLoads(pools: readonly pg.Pool[]): ClientLoad {
  const sum = (read: (pool: pg.Pool) => number): number =>
    pools.reduce((total, pool) => total + read(pool), 0)
  return {
    connectionsInUse: sum(({ totalCount, idleCount }) => totalCount - idleCount),
    maxConnections: sum(({ options }) => options.max),
    waiting: sum(({ waitingCount }) => waitingCount),
    retries: 0,
  }
}
