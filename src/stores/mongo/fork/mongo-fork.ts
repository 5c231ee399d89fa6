import type { StoreFork } from '../../contracts/store-fork.js'
import { dropMongoDatabase, forkMongoDatabase } from './fork-mongo-database.js'

/** A copy of the database in the same server. */
export const mongoFork: StoreFork<'mongo'> = {
  serial: false,
  create: async ({ name, source }) => ({ url: await forkMongoDatabase(source.url, name) }),
  drop: async ({ name, source }) => dropMongoDatabase(source.url, name),
}
