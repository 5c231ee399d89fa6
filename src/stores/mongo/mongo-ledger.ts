import { type Collection, MongoServerError } from 'mongodb'
import type { LeaseRecord, LeaseTable } from '../lease.js'
import type { LeaseHolder } from '../lease-holder.js'
import { lockLost } from '../migration-locked.js'
import type { Ledger, LedgerEntry } from '../migration-store.js'
import type { SchemaRecord } from '../schema-object.js'
import type { MongoStore } from './mongo-store.js'

/** The collection of the ledger and the lock. */
export const LEDGER_COLLECTION = 'homemanager_migrations'

interface EntryDocument {
  readonly _id: string
  readonly kind: 'migration'
  readonly fence: number
  readonly entry: Omit<LedgerEntry, 'id'>
}

interface SchemaDocument {
  readonly _id: 'schema'
  readonly kind: 'schema'
  readonly fence: number
  readonly key: string
  /** As text: an object of MongoDB's own words would be read as such. */
  readonly record: string
}

interface LockDocument {
  readonly _id: 'lock'
  readonly kind: 'lock'
  readonly token: string
  readonly beat: number
  readonly fence: number
  readonly holder: LeaseHolder | null
}

export async function readLedger(store: MongoStore): Promise<Ledger> {
  const documents = await store.db
    .collection<EntryDocument | SchemaDocument>(LEDGER_COLLECTION)
    .find({ kind: { $in: ['migration', 'schema'] } }, { projection: { record: 0 } })
    .sort({ _id: 1 })
    .toArray()
  const entries = documents.flatMap((each) =>
    each.kind === 'migration' ? [{ ...each.entry, id: each._id }] : [],
  )
  const schema = documents.find((each) => each.kind === 'schema')
  return { entries, ...(schema === undefined ? {} : { schemaKey: schema.key }) }
}

/** Writes an entry unless a later holder of the lock has written it. */
export async function writeEntry(store: MongoStore, fence: number, entry: LedgerEntry): Promise<void> {
  const { id, ...rest } = entry
  await fenced(
    entries(store).updateOne(
      { _id: id, fence: { $lte: fence } },
      { $set: { kind: 'migration', fence, entry: rest } },
      { upsert: true },
    ),
  )
}

export async function readSchemaRecord(store: MongoStore): Promise<SchemaRecord | undefined> {
  const found = await store.db.collection<SchemaDocument>(LEDGER_COLLECTION).findOne({ _id: 'schema' })
  if (found === null) return undefined
  const record: SchemaRecord = JSON.parse(found.record)
  return record
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
        { upsert: true },
      ),
  )
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
