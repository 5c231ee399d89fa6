import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { Client, pg } from './pg.js'

/** Time for clients to be released before a pool closes: one that a failed test has not released never is. */
const RELEASE_GRACE_MS = 1000
/** The same if a query is running. */
const QUERY_GRACE_MS = 5000
const POLL_INTERVAL_MS = 20

/** The clients that were taken from a pool and not released, by pool. */
const takenClients = new Map<pg.Pool, Set<PoolClient>>()

/** Opens a pool. Connects on first use. */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ Client, application_name: 'homemanager', ...config })
  const taken = new Set<PoolClient>()
  takenClients.set(pool, taken)
  pool.on('acquire', (client) => taken.add(client))
  pool.on('release', (_error, client) => taken.delete(client))
  // A dropped connection must not crash the process. The pool only handles errors of idle connections, so clients that were
  // taken from it need a listener too. The next query fails or gets a new connection.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Closes a pool. Ends the connections of clients that are not released within a second, or five if they run a query. */
export async function closePool(pool: pg.Pool): Promise<void> {
  const taken = takenClients.get(pool) ?? new Set()
  takenClients.delete(pool)
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

/** Whether a connection of this process belongs to a client that was taken from a pool and not released. */
export function isTaken(url: string, pid: number): boolean {
  for (const [{ options }, clients] of takenClients) {
    if (options.connectionString !== url) continue
    for (const client of clients)
      if ((client as { readonly processID?: number | null }).processID === pid) return true
  }
  return false
}

function getGrace(client: PoolClient): number {
  const { readyForQuery } = client as unknown as { readonly readyForQuery: boolean }
  return readyForQuery ? RELEASE_GRACE_MS : QUERY_GRACE_MS
}
