import { breakLease, takeLease } from '../lease.js'
import { leasedSession } from '../leased-session.js'
import type { MigrationStore } from '../migration-store.js'
import { compileMongo } from './compile-mongo.js'
import type { MongoAction } from './mongo-action.js'
import type { DocumentReader } from './document-reader.js'
import { openDocumentReader } from './open-document-reader.js'
import { lintDocdb } from './lint-docdb.js'
import { deleteEntry, mongoLeaseTable, writeEntry, writeSchemaRecord } from './mongo-ledger.js'
import type { MongoStore } from './mongo-store.js'
import { performMongoAction } from './perform-mongo-action.js'
import { readLedger, readSchemaRecord } from './read-ledger.js'
import { readSchema } from './read-schema.js'
import { reviewMongo } from './review-mongo.js'

/** Migrations of MongoDB: ledger and lock are documents of one collection, and each step stands for itself. */
export function mongoMigrations(store: MongoStore): MigrationStore<MongoAction> {
  const table = mongoLeaseTable(store)
  /** What was seen without the lock, so that taking it need not look again. */
  let empty = false
  return {
    name: 'mongo',
    capabilities: store.capabilities,
    hosts: store.hosts,
    compile: compileMongo,
    async ledger() {
      const found = await reading(store, readLedger)
      empty = found.entries.length === 0
      return found
    },
    schema: async () => reading(store, readSchema),
    recordedSchema: async () => reading(store, readSchemaRecord),
    review: (steps) => reviewMongo(store, steps),
    lint: (step) => lintDocdb(step),
    holder: async () => (await table.read())?.holder,
    unlock: () => breakLease(table),
    async lock(options) {
      const lease = await takeLease(table, options, empty)
      return leasedSession(lease, empty, {
        ledger: async () => reading(store, readLedger),
        schema: async () => reading(store, readSchema),
        record: async (fence, entry) => writeEntry(store, fence, entry),
        forget: async (fence, id) => deleteEntry(store, fence, id),
        recordSchema: async (fence, record) => writeSchemaRecord(store, fence, record),
        perform: async (step, context) => performMongoAction(store, step, context, lease.signal),
      })
    },
  }
}

async function reading<T>(store: MongoStore, read: (reader: DocumentReader) => Promise<T>): Promise<T> {
  await using reader = await openDocumentReader(store.endpoint, store)
  return await read(reader)
}
