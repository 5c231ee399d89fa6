// The shim must be imported before pg.
import { removeNavigatorShim } from './navigator-shim.js'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import { StoreTimeoutError } from '../../contracts/store-limits.js'

removeNavigatorShim()

/** The message of pg's error for a query that exceeds `query_timeout`. */
const QUERY_TIMEOUT_MESSAGE = 'Query read timeout'

/**
 * A client that ignores the PG* variables of the user's shell, such as PGSSLMODE and PGOPTIONS: they are meant for the
 * user's programs. Only PGPASSWORD and PGPASSFILE are read, if the URL has no password.
 *
 * A query that exceeds `query_timeout` closes the connection. Otherwise, the following queries would wait for the same server.
 */
export class Client extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    // pg reads the variables only in its constructor, which runs synchronously.
    const variables = Object.entries(process.env).filter(
      ([name]) => name.startsWith('PG') && name !== 'PGPASSWORD' && name !== 'PGPASSFILE',
    )
    for (const [name] of variables) delete process.env[name]
    try {
      super(config)
    } finally {
      Object.assign(process.env, Object.fromEntries(variables))
    }
    this.#closeAfterTimeout()
  }

  #closeAfterTimeout(): void {
    const query = this.query.bind(this) as (...args: unknown[]) => unknown
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Duplex } }).connection
    this.query = ((...args: unknown[]) => {
      const result = query(...args)
      // The pool passes a callback, and closes the connection after any error.
      if (!(result instanceof Promise)) return result
      return result.catch((error: unknown) => {
        if (!(error instanceof Error && error.message === QUERY_TIMEOUT_MESSAGE)) throw error
        stream.destroy()
        throw new StoreTimeoutError(getQueryTimeout(this), { cause: error })
      })
    }) as typeof this.query
  }
}

function getQueryTimeout(client: pg.Client): number {
  const { connectionParameters } = client as unknown as {
    readonly connectionParameters: { readonly query_timeout: number }
  }
  return connectionParameters.query_timeout
}

export { pg }
