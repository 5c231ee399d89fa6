import { type Collection, MongoServerError } from 'mongodb'
import type { LeaseRecord, LeaseTable } from '../lease.js'
import type { LeaseHolder } from '../lease-holder.js'
import { lockLost } from '../migration-locked.js'
import type { LedgerEntry } from '../migration-store.js'
import type { MongoStore } from './mongo-store.js'

/** The collection of the ledger and the lock. */
export const LEDGER_COLLECTION = 'homemanager_migrations'

interface EntryDocument {
  readonly _id: string
  readonly kind: 'migration'
  readonly fence: number
  readonly entry: Omit<LedgerEntry, 'id'>
}

interface LockDocument {
  readonly _id: 'lock'
  readonly kind: 'lock'
  readonly token: string
  readonly beat: number
  readonly fence: number
  readonly holder: LeaseHolder | null
}

export async function readLedger(store: MongoStore): Promise<readonly LedgerEntry[]> {
  const documents = await entries(store).find({ kind: 'migration' }).sort({ _id: 1 }).toArray()
  return documents.map(({ _id, entry }) => ({ ...entry, id: _id }))
}

/** Writes an entry unless a later holder of the lock has written it. */
export async function writeEntry(store: MongoStore, fence: number, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  try {
    await entries(store).updateOne(
      { _id: id, fence: { $lte: fence } },
      { $set: { kind: 'migration', fence, entry: rest } },
      { upsert: true },
    )
  } catch (error) {
    // The upsert collides with the entry that has a higher fence.
    throw isDuplicate(error) ? lockLost('mongo', error) : error
  }
}

export async function deleteEntry(store: MongoStore, fence: number, id: string): Promise<void> {
  await entries(store).deleteOne({ _id: id, fence: { $lte: fence } })
}

export function mongoLeaseTable(store: MongoStore): LeaseTable {
  const locks = store.db.collection<LockDocument>(LEDGER_COLLECTION)
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

function entries(store: MongoStore): Collection<EntryDocument> {
  return store.db.collection<EntryDocument>(LEDGER_COLLECTION)
}

function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000
}
