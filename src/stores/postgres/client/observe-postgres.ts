import type pg from 'pg'
import type { RequestObserver } from '../../contracts/observe-requests.js'
import type { PostgresStore } from './postgres-store.js'

/** pg has no hook, so `query` of every new connection is wrapped. */
export function observePostgres({ pool }: PostgresStore, onRequest: RequestObserver): () => void {
  let hooked = true
  const wrap = (client: pg.PoolClient): void => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      if (!hooked) return query(...args)
      const since = performance.now()
      const report = (failed: boolean): void =>
        onRequest(getStatementKeyword(args[0]), (performance.now() - since) / 1000, failed)
      // The pool passes a callback, other callers use the promise.
      const callback = args.at(-1)
      if (typeof callback === 'function') {
        args[args.length - 1] = (error: unknown, result: unknown): void => {
          report(error !== null && error !== undefined)
          callback(error, result)
        }
        return query(...args)
      }
      const result = query(...args)
      if (result instanceof Promise) {
        result.then(
          () => report(false),
          () => report(true),
        )
      }
      return result
    }) as typeof client.query
  }
  pool.on('connect', wrap)
  return () => {
    hooked = false
    pool.off('connect', wrap)
  }
}

/** `SELECT`, `INSERT` …: a small set, so it can be a label. */
function getStatementKeyword(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { text?: unknown } | undefined)?.text
  return /^\s*([A-Za-z]{1,12})/.exec(typeof text === 'string' ? text : '')?.[1]?.toUpperCase() ?? 'OTHER'
}
