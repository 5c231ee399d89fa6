import type { Collection } from 'mongodb'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { OutboxEntry, OutboxStore } from '../../contracts/outbox-store.js'
import type { MongoFind } from '../../../core/store-types.js'
import type { MongoStore } from '../client/mongo-store.js'
import { OUTBOX_PATTERNS } from './outbox-patterns.js'
import { findDocuments } from '../client/send-request.js'

interface OutboxDocument {
  readonly _id: string
  readonly outbox?: readonly EventEnvelope[]
  /** Set on a deleted document that still has undelivered events. The document is removed after their delivery. */
  readonly deleted_at?: Date
}

/** The outbox entries of one document. */
interface PendingDocument {
  readonly since: string
  readonly entries: readonly OutboxEntry[]
}

/**
 * The `outbox` arrays of documents. Without multi-document transactions, a change and its event are one update of one
 * document. A deletion sets `deleted_at` and adds an event; the document is removed when its outbox is empty.
 */
export function mongoOutbox(store: MongoStore): OutboxStore {
  const getCollection = (name: string): Collection<OutboxDocument> =>
    store.db.collection<OutboxDocument>(name)
  return {
    name: store.name,
    async read(limit) {
      const found = await Promise.all(
        [...OUTBOX_PATTERNS].map(([name, pattern]) =>
          findPendingDocuments(store, name, pattern.request(limit)),
        ),
      )
      // Sorts documents only; the events of a document keep the order of their array.
      return found
        .flat()
        .toSorted((left, right) => left.since.localeCompare(right.since))
        .flatMap((document) => document.entries)
        .slice(0, limit)
    },
    async deleteEntries(entries) {
      for (const name of OUTBOX_PATTERNS.keys()) {
        const matching = entries.filter((entry) => parseCollectionName(entry.location) === name)
        if (matching.length > 0) await removeEntries(getCollection(name), matching)
      }
    },
    async getBacklog() {
      const backlogs = await Promise.all(
        [...OUTBOX_PATTERNS.keys()].map((name) => getCollectionBacklog(getCollection(name))),
      )
      return {
        count: backlogs.reduce((sum, backlog) => sum + backlog.count, 0),
        oldest: backlogs
          .flatMap((backlog) => backlog.oldest ?? [])
          .toSorted()
          .at(0),
      }
    },
  }
}

async function findPendingDocuments(
  store: MongoStore,
  name: string,
  request: MongoFind,
): Promise<PendingDocument[]> {
  const documents = await findDocuments<OutboxDocument>(store.db, request)
  return documents.map(({ _id, outbox = [] }) => ({
    since: outbox[0]?.time ?? '',
    entries: outbox.map((event) => ({ event, location: `${name}/${_id}` })),
  }))
}

async function removeEntries(
  collection: Collection<OutboxDocument>,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const documents = [...new Set(entries.map(({ location }) => location.slice(location.indexOf('/') + 1)))]
  const events = entries.map((entry) => entry.event.id)
  const _id = { $in: documents }
  // No other event is in them. They never have an empty outbox, which nothing would find if the process or the engine ended here.
  const delivered = { _id, outbox: { $exists: true, $not: { $elemMatch: { id: { $nin: events } } } } }
  const { matchedCount } = await collection.updateMany(
    { ...delivered, deleted_at: { $exists: false } },
    { $unset: { outbox: '' } },
  )
  if (matchedCount === documents.length) return
  await collection.deleteMany({ ...delivered, deleted_at: { $exists: true } })
  await collection.updateMany(
    { _id, 'outbox.id': { $in: events } },
    { $pull: { outbox: { id: { $in: events } } } },
  )
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
