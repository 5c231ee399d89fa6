import { MongoServerError } from 'mongodb'
import type { LeaseRecord, LeaseTable } from '../lease.js'
import type { LeaseHolder } from '../lease-holder.js'
import { lockLost } from '../migration-locked.js'
import type { LedgerEntry } from '../migration-store.js'
import type { SchemaRecord } from '../schema-object.js'
import type { MongoStore } from './mongo-store.js'
import { type EntryDocument, LEDGER_COLLECTION, type SchemaDocument } from './read-ledger.js'
import { UNHURRIED } from './unhurried.js'

interface LockDocument {
  readonly _id: 'lock'
  readonly kind: 'lock'
  readonly token: string
  readonly beat: number
  readonly fence: number
  readonly holder: LeaseHolder | null
}

/** Writes an entry unless a later holder of the lock has written it. */
export async function writeEntry(store: MongoStore, fence: number, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  await fenced(
    store.db
      .collection<EntryDocument>(LEDGER_COLLECTION)
      .updateOne(
        { _id: id, fence: { $lte: fence } },
        { $set: { kind: 'migration', fence, entry: rest } },
        { upsert: true, ...(entry.outcome === 'running' ? { writeConcern: UNHURRIED } : {}) },
      ),
  )
}

export async function writeSchemaRecord(
  store: MongoStore,
  fence: number,
  record: SchemaRecord,
): Promise<void> {
  await fenced(
    store.db
      .collection<SchemaDocument>(LEDGER_COLLECTION)
      .updateOne(
        { _id: 'schema', fence: { $lte: fence } },
        { $set: { kind: 'schema', fence, key: record.key, record: JSON.stringify(record) } },
        { upsert: true, writeConcern: UNHURRIED },
      ),
  )
}

export async function deleteEntry(store: MongoStore, fence: number, id: string): Promise<void> {
  await store.db.collection<EntryDocument>(LEDGER_COLLECTION).deleteOne({ _id: id, fence: { $lte: fence } })
}

export function mongoLeaseTable(store: MongoStore): LeaseTable {
  const locks = store.db.collection<LockDocument>(LEDGER_COLLECTION, { writeConcern: UNHURRIED })
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
        if (isDuplicate(error)) return false
        throw error
      }
    },
  }
}

/** The upsert collides with what carries a higher fence. */
async function fenced(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw isDuplicate(error) ? lockLost('mongo', error) : error
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000
}
