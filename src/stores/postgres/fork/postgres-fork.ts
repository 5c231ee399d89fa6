import type { StoreFork } from '../../contracts/store-fork.js'
import { dropPostgresDatabase, forkPostgresDatabase } from './fork-postgres-database.js'

/** A copy of the database in the same server. Concurrent copies would wait for the template database. */
export const postgresFork: StoreFork<'postgres'> = {
  serial: true,
  create: async ({ name, source }) => ({ url: await forkPostgresDatabase(source.url, name) }),
  drop: async ({ name, source }) => dropPostgresDatabase(source.url, name),
}
