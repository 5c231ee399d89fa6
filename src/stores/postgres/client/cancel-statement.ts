import type { PoolClient } from 'pg'
import type { PostgresStore } from './postgres-store.js'

/**
 * Cancels the statement that runs on a connection. It would continue on the server if only the connection were closed. Has no
 * effect if it has already finished.
 */
export function cancelStatement({ pool }: PostgresStore, client: PoolClient): void {
  const { processID } = client as unknown as { readonly processID: number | null }
  if (processID === null) return
  // The server would log a warning about a connection that is closed already.
  const statement = 'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1'
  pool.query(statement, [processID]).catch(() => undefined)
}

/** Cancels the statement that runs when the signal is aborted; then rejects with the signal's reason. */
export async function cancelOnAbort<T>(
  store: PostgresStore,
  client: PoolClient,
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const cancel = (): void => cancelStatement(store, client)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await run()
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}
