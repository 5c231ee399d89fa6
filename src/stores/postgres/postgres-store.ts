import { pg } from './pg.js'
import type { PostgresEndpoint } from '../../core/endpoints.js'
import type { Store } from '../store.js'
import { storeUnreachable } from '../store-unreachable.js'

export interface PostgresStore extends Store {
  readonly name: 'postgres'
  readonly endpoint: PostgresEndpoint
  /** Direct connections; made when first used. */
  readonly pool: pg.Pool
  /**
   * For queries of services: through PgBouncer where there is one, else the same as `pool`. A pooler in transaction mode
   * keeps nothing of a session: no LISTEN, no advisory lock of a session, no named statement.
   */
  readonly pooled: pg.Pool
}

export interface PostgresStoreOptions {
  /** Default 10. */
  readonly maxConnections?: number
  /** How long to wait for a connection, milliseconds; default 20,000: a busy machine takes its time. */
  readonly connectTimeoutMs?: number
}

/** Opens PostgreSQL. Nothing is sent until it is used. */
export function openPostgresStore(
  endpoint: PostgresEndpoint,
  options: PostgresStoreOptions = {},
): PostgresStore {
  const open = (url: string): pg.Pool => {
    const opened = new pg.Pool({
      connectionString: url,
      max: options.maxConnections ?? 10,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 20_000,
      application_name: 'homemanager',
    })
    // A connection that the server drops must not end the process, be it idle or in the middle of a transaction, where the
    // pool does not listen: the next query fails, or gets a new one.
    opened.on('error', () => {})
    opened.on('connect', (client) => client.on('error', () => {}))
    return opened
  }
  const pool = open(endpoint.url)
  const pooled = endpoint.poolUrl === undefined ? pool : open(endpoint.poolUrl)
  return {
    name: 'postgres',
    endpoint,
    pool,
    pooled,
    hosts: [getHost(endpoint.url)],
    capabilities: { transactionalDdl: true, multiDocumentTransactions: true, readOnlySessions: true },
    async ping() {
      try {
        const { rows } = await pool.query<{ server_version: string }>('SHOW server_version')
        return { version: rows[0]?.server_version ?? '' }
      } catch (error) {
        throw storeUnreachable('postgres', new URL(endpoint.url).host, error)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([pool.end(), pooled === pool ? undefined : pooled.end()])
    },
  }
}

/** A `host` among the parameters wins over the one before the path, as in pg itself. */
function getHost(url: string): string {
  const { hostname, searchParams } = new URL(url)
  return searchParams.get('host') ?? hostname
}
