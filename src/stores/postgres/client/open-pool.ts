import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { Client, pg } from './pg.js'

/** Time for clients to be released before a pool closes: one that a failed test has not released never is. */
const RELEASE_GRACE_MS = 1000
/** The same if a query is running. */
const QUERY_GRACE_MS = 5000
const POLL_INTERVAL_MS = 20

interface PoolClients {
  readonly connected: Set<PoolClient>
  /** Those that were taken from the pool and not released. */
  readonly taken: Set<PoolClient>
}

const poolClients = new Map<pg.Pool, PoolClients>()

/** Opens a pool. Connects on first use. */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ Client, application_name: 'homemanager', ...config })
  const clients: PoolClients = { connected: new Set(), taken: new Set() }
  poolClients.set(pool, clients)
  pool.on('acquire', (client) => clients.taken.add(client))
  pool.on('release', (_error, client) => clients.taken.delete(client))
  pool.on('remove', (client) => clients.connected.delete(client))
  // A dropped connection must not crash the process. The pool only handles errors of idle connections, so clients that were
  // taken from it need a listener too. The next query fails or gets a new connection.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    clients.connected.add(client)
    client.on('error', () => {})
  })
  return pool
}

/** Closes a pool. Ends the connections of clients that are not released within a second, or five if they run a query. */
export async function closePool(pool: pg.Pool): Promise<void> {
  const { taken } = poolClients.get(pool) ?? { taken: new Set<PoolClient>() }
  poolClients.delete(pool)
  // The caller may have ended it.
  const ended = pool.ending ? undefined : pool.end()
  if (taken.size === 0) return ended
  const start = performance.now()
  for (let elapsed = 0; taken.size > 0; elapsed = performance.now() - start) {
    const leaked = [...taken].filter((client) => elapsed > getGrace(client))
    for (const client of leaked) taken.delete(client)
    await Promise.all(leaked.map(async (client) => client.end().catch(() => {})))
    if (taken.size > 0) await sleep(POLL_INTERVAL_MS)
  }
}

/**
 * Closes the idle clients of this program's pools for a URL. Unlike a connection that the server closes, none is taken by a query
 * meanwhile. Does not wait for clients that others have taken first.
 */
export function closeIdleClients(url: string): void {
  for (const [pool] of listPoolsFor(url)) {
    for (let count = pool.idleCount; count > 0; count--)
      pool.connect().then(
        (client) => client.release(true),
        () => {},
      )
  }
}

/** How this program uses the connection of a server's process; undefined if the connection is of another program. */
export function findConnectionUse(url: string, pid: number): 'idle' | 'taken' | undefined {
  const isUsing = (client: PoolClient): boolean =>
    (client as { readonly processID?: number | null }).processID === pid
  for (const [, { connected, taken }] of listPoolsFor(url)) {
    if ([...taken].some(isUsing)) return 'taken'
    if ([...connected].some(isUsing)) return 'idle'
  }
  return undefined
}

function listPoolsFor(url: string): readonly (readonly [pg.Pool, PoolClients])[] {
  return [...poolClients].filter(([{ options }]) => options.connectionString === url)
}

function getGrace(client: PoolClient): number {
  const { readyForQuery } = client as unknown as { readonly readyForQuery: boolean }
  return readyForQuery ? RELEASE_GRACE_MS : QUERY_GRACE_MS
}
