import type pg from 'pg'
import { bindToSpan, type SpanAttributes } from '../../../core/tracing.js'
import type { RequestObserver } from '../../contracts/observe-requests.js'
import { listPools, type PostgresStore } from './postgres-store.js'

/** pg has no hook, so `query` of every connection is wrapped when it is used first. */
export function observePostgres(store: PostgresStore, onRequest: RequestObserver): () => void {
  let hooked = true
  const wrapped = new WeakSet<pg.PoolClient>()
  const wrap = (client: pg.PoolClient): void => {
    if (wrapped.has(client)) return
    wrapped.add(client)
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      if (!hooked) return query(...args)
      const text = getText(args[0])
      const operation = getStatementKeyword(text)
      const end = onRequest({ operation, describe: () => describeStatement(operation, text) })
      // The pool passes a callback, other callers use the promise.
      const callback = args.at(-1)
      if (typeof callback === 'function') {
        args[args.length - 1] = (error: unknown, result: unknown): void => {
          end(error !== null && error !== undefined)
          callback(error, result)
        }
        return query(...args)
      }
      const result = query(...args)
      if (result instanceof Promise) {
        result.then(
          () => end(false),
          () => end(true),
        )
      }
      return result
    }) as typeof client.query
  }
  const undo = listPools(store).map((each) => {
    each.on('acquire', wrap)
    const connect = each.connect.bind(each) as (...args: unknown[]) => unknown
    // A request that waits for a connection is continued by the one that returns it.
    each.connect = ((callback?: (...args: unknown[]) => unknown) =>
      callback === undefined ? connect() : connect(bindToSpan(callback))) as typeof each.connect
    return (): void => {
      each.off('acquire', wrap)
      each.connect = connect as typeof each.connect
    }
  })
  return () => {
    hooked = false
    for (const each of undo) each()
  }
}

function getText(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { text?: unknown } | undefined)?.text
  return typeof text === 'string' ? text : ''
}

/** `SELECT`, `INSERT` …: a small set, so it can be a label. */
function getStatementKeyword(text: string): string {
  return /^\s*([A-Za-z]{1,12})/.exec(text)?.[1]?.toUpperCase() ?? 'OTHER'
}

const MAX_TEXT = 2000

function describeStatement(operation: string, text: string): SpanAttributes {
  const table = /\b(?:FROM|INTO|UPDATE)\s+([a-z_][\w.]*)/i.exec(text)?.[1]
  return {
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    ...(table === undefined ? {} : { 'db.collection.name': table }),
    'db.query.text': redactLiterals(text).slice(0, MAX_TEXT),
  }
}

/** The parameters are not part of the text; literals may be data. */
function redactLiterals(text: string): string {
  return text
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
