import type { StoreFork } from '../../contracts/store-fork.js'
import { withDatabaseName } from '../client/parse-postgres-url.js'
import { dropPostgresDatabase, forkPostgresDatabase } from './fork-postgres-database.js'

/** A copy of the database in the same server. Concurrent copies would wait for the template database. */
export const postgresFork: StoreFork<'postgres'> = {
  serial: true,
  async create({ name, source: { url, serviceUrl } }) {
    const copy = { url: await forkPostgresDatabase(url, name) }
    return serviceUrl === undefined ? copy : { ...copy, serviceUrl: withDatabaseName(serviceUrl, name) }
  },
  drop: async ({ name, source }) => dropPostgresDatabase(source.url, name),
}
