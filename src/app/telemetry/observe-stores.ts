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

/** Tells how long each call to the stores takes, by the clients' own hooks; disposing takes the hooks away. */
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

/** pg has no hook: every connection's `query` is wrapped when the pool makes it. */
function hookPostgres(pool: pg.Pool, observe: ObserveStoreOperation): () => void {
  let hooked = true
  const wrap = (client: pg.PoolClient): void => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      if (!hooked) return query(...args)
      const since = performance.now()
      const tell = (failed: boolean): void =>
        observe('postgres', getStatementKeyword(args[0]), (performance.now() - since) / 1000, failed)
      // The pool asks with a callback, everyone else with a promise.
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

/** `SELECT`, `INSERT` …: few enough to be a label. */
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
  // A setter that the driver's types keep to themselves; connections made from here on report.
  Object.assign(client, { monitorCommands: true })
  client.on('commandSucceeded', done)
  client.on('commandFailed', failed)
  return () => {
    Object.assign(client, { monitorCommands: false })
    client.off('commandSucceeded', done)
    client.off('commandFailed', failed)
  }
}
