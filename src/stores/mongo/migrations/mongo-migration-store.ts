import { breakLease, acquireLease } from '../../contracts/lease.js'
import { createLeasedSession } from '../../contracts/leased-session.js'
import type { MigrationStore } from '../../contracts/migration-store.js'
import { compileMongo } from './compile-mongo.js'
import type { MongoAction } from './mongo-action.js'
import type { DocumentReader } from '../client/document-reader.js'
import { openDocumentReader } from '../client/open-document-reader.js'
import { findUnsupportedStep } from './find-unsupported-step.js'
import { lintDocdb } from './lint-docdb.js'
import {
  deleteHistoryEntry,
  mongoLeaseTable,
  writeHistoryEntries,
  writeSchemaRecord,
} from './mongo-history.js'
import type { MongoStore } from '../client/mongo-store.js'
import { performMongoAction } from './perform-mongo-action.js'
import { readHistory, readSchemaRecord } from './read-history.js'
import { readSchema } from './read-schema.js'
import { reviewMongo } from './review-mongo.js'

/** Migrations of MongoDB. History and lock are documents of one collection; steps are not transactional. */
export function mongoMigrationStore(store: MongoStore): MigrationStore<MongoAction> {
  const table = mongoLeaseTable(store)
  /** Whether the last read without the lock found no history, so that acquiring the lock need not read it again. */
  let empty = false
  return {
    name: 'mongo',
    capabilities: store.capabilities,
    hosts: store.hosts,
    identify: () => store.identify(),
    compile: compileMongo,
    async readHistory() {
      const found = await withReader(store, readHistory)
      empty = found.entries.length === 0
      return found
    },
    readSchema: async () => withReader(store, readSchema),
    readRecordedSchema: async () => withReader(store, readSchemaRecord),
    findUnsupported: (steps) => findUnsupportedStep(store, steps),
    review: (steps, options) => reviewMongo(store, steps, options),
    lint: (step) => lintDocdb(step),
    getLockHolder: async () => (await table.read())?.holder,
    unlock: () => breakLease(table),
    async lock(options) {
      const lease = await acquireLease(table, options, empty)
      return createLeasedSession(lease, empty, {
        readHistory: async () => withReader(store, readHistory),
        readSchema: async () => withReader(store, readSchema),
        writeEntries: async (fence, entries) => writeHistoryEntries(store, fence, entries),
        deleteEntry: async (fence, id) => deleteHistoryEntry(store, fence, id),
        writeSchemaRecord: async (fence, record) => writeSchemaRecord(store, fence, record),
        perform: async (step, context) => performMongoAction(store, step, context),
      })
    },
  }
}

async function withReader<T>(store: MongoStore, read: (reader: DocumentReader) => Promise<T>): Promise<T> {
  await using reader = await openDocumentReader(store.endpoint, store)
  return await read(reader)
}
