import type { Collection } from 'mongodb'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { OutboxEntry, OutboxStore } from '../outbox-store.js'
import type { MongoStore } from './mongo-store.js'

/** Collections whose documents carry their events with them. */
const COLLECTIONS = ['expenses', 'categories', 'budgets'] as const

interface OutboxDocument {
  readonly _id: string
  readonly outbox?: readonly EventEnvelope[]
  /** Set on a document that waits only for its last events to leave; then it is removed. */
  readonly deleted_at?: Date
}

/** The entries of one document. */
interface PendingDocument {
  readonly since: string
  readonly entries: readonly OutboxEntry[]
}

/**
 * The `outbox` arrays inside documents. There are no multi-document transactions, so a change and its event are one
 * update of one document, and a deletion is `deleted_at` plus an event: the document goes when its outbox is empty.
 */
export function mongoOutbox(store: MongoStore): OutboxStore {
  const collectionOf = (name: string): Collection<OutboxDocument> => store.db.collection<OutboxDocument>(name)
  return {
    name: store.name,
    async read(limit) {
      const found = await Promise.all(
        COLLECTIONS.map((name) => findPendingDocuments(collectionOf(name), name, limit)),
      )
      // Whole documents are sorted, never their events: those stay in the order of their array.
      return found
        .flat()
        .toSorted((left, right) => left.since.localeCompare(right.since))
        .flatMap((document) => document.entries)
        .slice(0, limit)
    },
    async deleteEntries(entries) {
      for (const name of COLLECTIONS) {
        const ids = entries.filter((entry) => parseCollectionName(entry.location) === name)
        if (ids.length > 0) await removeEntries(collectionOf(name), ids)
      }
    },
    async getBacklog() {
      const counts = await Promise.all(COLLECTIONS.map((name) => getCollectionBacklog(collectionOf(name))))
      return {
        count: counts.reduce((sum, part) => sum + part.count, 0),
        oldest: counts
          .flatMap((part) => part.oldest ?? [])
          .toSorted()
          .at(0),
      }
    },
  }
}

/** Served by the sparse index on `outbox.time`: documents without an outbox are not in it. */
async function findPendingDocuments(
  collection: Collection<OutboxDocument>,
  name: string,
  limit: number,
): Promise<PendingDocument[]> {
  const documents = await collection
    .find({ 'outbox.time': { $exists: true } }, { projection: { outbox: 1 } })
    .sort({ 'outbox.time': 1 })
    .limit(limit)
    .toArray()
  return documents.map(({ _id, outbox = [] }) => ({
    since: outbox[0]?.time ?? '',
    entries: outbox.map((event) => ({ event, location: `${name}/${_id}` })),
  }))
}

async function removeEntries(
  collection: Collection<OutboxDocument>,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const documents = entries.map((entry) => entry.location.slice(entry.location.indexOf('/') + 1))
  const events = entries.map((entry) => entry.event.id)
  const _id = { $in: [...new Set(documents)] }
  await collection.updateMany({ _id }, { $pull: { outbox: { id: { $in: events } } } })
  await collection.deleteMany({ _id, outbox: { $size: 0 }, deleted_at: { $exists: true } })
  await collection.updateMany({ _id, outbox: { $size: 0 } }, { $unset: { outbox: '' } })
}

async function getCollectionBacklog(
  collection: Collection<OutboxDocument>,
): Promise<{ count: number; oldest: string | undefined }> {
  const filter = { 'outbox.time': { $exists: true } }
  const [count, oldest] = await Promise.all([
    collection.countDocuments(filter),
    collection.findOne(filter, { sort: { 'outbox.time': 1 }, projection: { outbox: { $slice: 1 } } }),
  ])
  return { count, oldest: oldest?.outbox?.[0]?.time }
}

function parseCollectionName(location: string): string {
  return location.slice(0, location.indexOf('/'))
}
