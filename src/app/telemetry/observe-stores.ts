import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CommandFailedEvent, CommandSucceededEvent, MongoClient } from 'mongodb'
import type pg from 'pg'
import type { Stores } from '../../stores/stores.js'

export type ObserveStoreOperation = (
  store: string,
  operation: string,
  seconds: number,
  failed: boolean,
) => void

/** Reports the duration of every store request through hooks of the clients; disposing removes the hooks. */
export function observeStores(stores: Stores, observe: ObserveStoreOperation): Disposable {
  const hooks = [
    hookPostgres(stores.postgres.pool, observe),
    hookDynamodb(stores.dynamodb.client, observe),
    hookMongo(stores.mongo.client, observe),
  ]
  return {
    [Symbol.dispose]() {
      for (const unhook of hooks) unhook()
    },
  }
}

/** pg has no hook, so `query` of every new connection is wrapped. */
function hookPostgres(pool: pg.Pool, observe: ObserveStoreOperation): () => void {
  let hooked = true
  const wrap = (client: pg.PoolClient): void => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      if (!hooked) return query(...args)
      const since = performance.now()
      const tell = (failed: boolean): void =>
        observe('postgres', getStatementKeyword(args[0]), (performance.now() - since) / 1000, failed)
      // The pool passes a callback, other callers use the promise.
      const callback = args.at(-1)
      if (typeof callback === 'function') {
        args[args.length - 1] = (error: unknown, result: unknown): void => {
          tell(error !== null && error !== undefined)
          callback(error, result)
        }
        return query(...args)
      }
      const result = query(...args)
      if (result instanceof Promise) {
        result.then(
          () => tell(false),
          () => tell(true),
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

function hookDynamodb(client: DynamoDBClient, observe: ObserveStoreOperation): () => void {
  const name = `homemanager-observe-${crypto.randomUUID()}`
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const since = performance.now()
      let failed = true
      try {
        const result = await next(args)
        failed = false
        return result
      } finally {
        const operation = (context.commandName ?? 'Unknown').replace(/Command$/, '')
        observe('dynamodb', operation, (performance.now() - since) / 1000, failed)
      }
    },
    { step: 'initialize', name },
  )
  return () => {
    client.middlewareStack.remove(name)
  }
}

function hookMongo(client: MongoClient, observe: ObserveStoreOperation): () => void {
  const done = (event: CommandSucceededEvent): void =>
    observe('mongo', event.commandName, event.duration / 1000, false)
  const failed = (event: CommandFailedEvent): void =>
    observe('mongo', event.commandName, event.duration / 1000, true)
  // A setter that is missing from the driver's types; it applies to new connections.
  Object.assign(client, { monitorCommands: true })
  client.on('commandSucceeded', done)
  client.on('commandFailed', failed)
  return () => {
    Object.assign(client, { monitorCommands: false })
    client.off('commandSucceeded', done)
    client.off('commandFailed', failed)
  }
}
