import { breakLease, takeLease } from '../lease.js'
import type { MigrationSession, MigrationStore } from '../migration-store.js'
import { compileMongo } from './compile-mongo.js'
import type { MongoAction } from './mongo-action.js'
import { lintDocdb } from './lint-docdb.js'
import {
  deleteEntry,
  mongoLeaseTable,
  readLedger,
  readSchemaRecord,
  writeEntry,
  writeSchemaRecord,
} from './mongo-ledger.js'
import type { MongoStore } from './mongo-store.js'
import { performMongoAction } from './perform-mongo-action.js'
import { readSchema } from './read-schema.js'
import { reviewMongo } from './review-mongo.js'

/** Migrations of MongoDB: ledger and lock are documents of one collection, and each step stands for itself. */
export function mongoMigrations(store: MongoStore): MigrationStore<MongoAction> {
  const table = mongoLeaseTable(store)
  return {
    name: 'mongo',
    capabilities: store.capabilities,
    hosts: store.hosts,
    compile: compileMongo,
    ledger: () => readLedger(store),
    schema: () => readSchema(store),
    recordedSchema: () => readSchemaRecord(store),
    review: (steps) => reviewMongo(store, steps),
    lint: (step) => lintDocdb(step),
    holder: async () => (await table.read())?.holder,
    unlock: () => breakLease(table),
    async lock(options): Promise<MigrationSession<MongoAction>> {
      const lease = await takeLease(table, options)
      const { signal } = lease
      return {
        signal,
        ledger: () => readLedger(store),
        record: (entry) => writeEntry(store, lease.fence, entry),
        forget: (id) => deleteEntry(store, lease.fence, id),
        recordSchema: (record) => writeSchemaRecord(store, lease.fence, record),
        perform: (step, context) => performMongoAction(store, step, context, signal),
        performTogether: () => Promise.reject(new TypeError('MongoDB has no transactional DDL')),
        [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
      }
    },
  }
}
