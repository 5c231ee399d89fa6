import { MongoServerError } from 'mongodb'
import type { LeaseRecord, LeaseTable } from '../../contracts/lease.js'
import type { LeaseHolder } from '../../contracts/lease-holder.js'
import { migrationLockLost } from '../../contracts/migration-locked.js'
import type { HistoryEntry } from '../../contracts/migration-store.js'
import type { SchemaRecord } from '../../contracts/schema-object.js'
import type { MongoStore } from '../client/mongo-store.js'
import { type HistoryEntryDocument, HISTORY_COLLECTION, type SchemaDocument } from './read-history.js'
import { RELAXED_WRITE_CONCERN } from '../client/relaxed-write-concern.js'

interface LockDocument {
  readonly _id: 'lock'
  readonly kind: 'lock'
  readonly token: string
  readonly beat: number
  readonly fence: number
  readonly holder: LeaseHolder | null
}

/** Writes entries in order; fails if a later holder of the lock has written one. */
export async function writeHistoryEntries(
  store: MongoStore,
  fence: number,
  entries: readonly HistoryEntry[],
): Promise<void> {
  const isRunning = entries.every(({ outcome }) => outcome === 'running')
  const operations = entries.map(({ id, ...entry }) => ({
    updateOne: {
      filter: { _id: id, fence: { $lte: fence } },
      update: { $set: { kind: 'migration' as const, fence, entry } },
      upsert: true,
    },
  }))
  await throwIfLockLost(
    store.db
      .collection<HistoryEntryDocument>(HISTORY_COLLECTION)
      .bulkWrite(operations, isRunning ? { writeConcern: RELAXED_WRITE_CONCERN } : {}),
  )
}

export async function writeSchemaRecord(
  store: MongoStore,
  fence: number,
  record: SchemaRecord,
): Promise<void> {
  await throwIfLockLost(
    store.db
      .collection<SchemaDocument>(HISTORY_COLLECTION)
      .updateOne(
        { _id: 'schema', fence: { $lte: fence } },
        { $set: { kind: 'schema', fence, key: record.key, record: JSON.stringify(record) } },
        { upsert: true, writeConcern: RELAXED_WRITE_CONCERN },
      ),
  )
}

export async function deleteHistoryEntry(store: MongoStore, fence: number, id: string): Promise<void> {
  await store.db
    .collection<HistoryEntryDocument>(HISTORY_COLLECTION)
    .deleteOne({ _id: id, fence: { $lte: fence } })
}

export function mongoLeaseTable(store: MongoStore): LeaseTable {
  const locks = store.db.collection<LockDocument>(HISTORY_COLLECTION, { writeConcern: RELAXED_WRITE_CONCERN })
  return {
    store: 'mongo',
    async read() {
      const found = await locks.findOne({ _id: 'lock' })
      if (found === null) return undefined
      const { token, beat, fence, holder } = found
      return { token, beat, fence, ...(holder === null ? {} : { holder }) }
    },
    async replace(seen: LeaseRecord | undefined, next: LeaseRecord) {
      const document = { ...next, kind: 'lock' as const, holder: next.holder ?? null }
      try {
        if (seen === undefined) {
          await locks.insertOne({ _id: 'lock', ...document })
          return true
        }
        const { matchedCount } = await locks.updateOne(
          { _id: 'lock', token: seen.token, beat: seen.beat },
          { $set: document },
        )
        return matchedCount === 1
      } catch (error) {
        if (isDuplicateKeyError(error)) return false
        throw error
      }
    },
  }
}

/** An upsert fails with a duplicate key if the existing document has a higher fencing token. */
async function throwIfLockLost(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw isDuplicateKeyError(error) ? migrationLockLost('mongo', error) : error
  }
}

function isDuplicateKeyError(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000
}
