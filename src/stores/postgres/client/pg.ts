// The shim must be imported before pg.
import { removeNavigatorShim } from './navigator-shim.js'
import pg from 'pg'

removeNavigatorShim()

/**
 * A client that ignores the PG* variables of the user's shell, such as PGSSLMODE and PGOPTIONS: they are meant for the
 * user's programs. Only PGPASSWORD and PGPASSFILE are read, if the URL has no password.
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
  }
}

export { pg }
