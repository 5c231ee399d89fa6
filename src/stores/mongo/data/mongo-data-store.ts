import { type Document, MongoServerError } from 'mongodb'
import { type EntityPlural, getStoreEntities } from '../../../domain/entities/registry.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { MEMBERSHIP_COLLECTION } from '../../../domain/membership-document.js'
import type {
  DataStore,
  FamilyIds,
  SeedCheckpoint,
  StoredRecord,
  UndeliveredEvent,
} from '../../contracts/data-store.js'
import { SCAN_FETCH_SIZE, SCAN_PAGE_SIZE } from '../../scan-page-size.js'
import type { MongoStore } from '../client/mongo-store.js'
import { toStoredDocument, toStoredDocuments } from './to-stored-document.js'

interface StringKeyed extends Document {
  readonly _id: string
}

/** In an order of writing that satisfies references. */
const ENTITIES = getStoreEntities('mongo')
const CHECKPOINT_COLLECTION = 'seeded_worlds'
const DUPLICATE_KEY = 11_000
/** Documents per insert command. */
const DOCUMENTS_PER_INSERT = 1000
const MAX_UNDELIVERED_EVENTS = 1000

/** Loads datasets into MongoDB. A document that already exists was written by an interrupted run and is not changed. */
export function mongoDataStore(store: MongoStore): DataStore {
  const { db } = store
  const checkpoints = db.collection<SeedCheckpoint & StringKeyed>(CHECKPOINT_COLLECTION)
  return {
    name: 'mongo',
    recordsPerBatch: 500,
    maxConcurrentBatches: 3,
    readCheckpoints: () => checkpoints.find({}, { projection: { _id: 0 }, sort: { _id: 1 } }).toArray(),
    async writeCheckpoint(checkpoint) {
      const _id = checkpoint.world
      await checkpoints.replaceOne({ _id }, { ...checkpoint, _id }, { upsert: true })
    },
    async deleteCheckpoint(dataset) {
      await checkpoints.deleteOne({ _id: dataset })
    },
    checkpointsAtomically: false,
    async load(batch, _, signal) {
      for (const { plural, place } of ENTITIES) {
        signal?.throwIfAborted()
        await insertMissing(store, place.collection, batch[plural] ?? [])
      }
    },
    scan: (kinds) => scanRecords(store, kinds),
    listMissingTables: () => listMissingCollections(store),
    toStoredRecords: toStoredDocuments,
    listUndeliveredEvents: (before) => listUndeliveredEvents(store, before),
    removeFamilies: (families) => removeFamilies(store, families),
  }
}

/**
 * Inserts documents that do not exist yet, with one command per thousand. The driver's bulk insert serializes each
 * document twice, once to measure it. Seeded documents have a few kilobytes, so a command is far below the limit of 48
 * MB.
 */
async function insertMissing(
  store: MongoStore,
  collection: string,
  documents: readonly object[],
): Promise<void> {
  const { w, j } = store.db.writeConcern ?? {}
  const writeConcern = { ...(w === undefined ? {} : { w }), j: j ?? true }
  for (let start = 0; start < documents.length; start += DOCUMENTS_PER_INSERT) {
    const { writeErrors = [], writeConcernError } = (await store.db.command({
      insert: collection,
      documents: documents.slice(start, start + DOCUMENTS_PER_INSERT),
      ordered: false,
      writeConcern,
    })) as InsertReply
    // Only a duplicate _id means that the document already exists; other unique indexes report real conflicts.
    const failure =
      writeErrors.find(({ code, errmsg }) => code !== DUPLICATE_KEY || !/ index: _id_ /.test(errmsg)) ??
      writeConcernError
    if (failure !== undefined) throw new MongoServerError(failure)
  }
}

interface WriteFailure {
  readonly code: number
  readonly errmsg: string
}

/** The reply to an insert command. */
interface InsertReply {
  readonly writeErrors?: readonly WriteFailure[]
  readonly writeConcernError?: WriteFailure
}

async function* scanRecords(
  store: MongoStore,
  kinds: readonly EntityPlural[] = ENTITIES.map(({ plural }) => plural),
): AsyncGenerator<readonly StoredRecord[]> {
  for (const { plural, place } of ENTITIES) {
    if (!kinds.includes(plural)) continue
    const cursor = store.db.collection(place.collection).find({}, { raw: true, batchSize: SCAN_FETCH_SIZE })
    try {
      let page: StoredRecord[] = []
      for await (const bytes of cursor) {
        page.push(toStoredDocument(plural, bytes as unknown as Uint8Array))
        if (page.length < SCAN_PAGE_SIZE) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    } finally {
      await cursor.close()
    }
  }
}

async function listMissingCollections({ db }: MongoStore): Promise<readonly string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray()
  const names = new Set(found.map(({ name }) => name))
  return ENTITIES.map(({ place }) => place.collection).filter((name) => !names.has(name))
}

async function listUndeliveredEvents(store: MongoStore, before: Date): Promise<readonly UndeliveredEvent[]> {
  const found: UndeliveredEvent[] = []
  for (const { place } of ENTITIES) {
    if (place.outbox === undefined) continue
    const cursor = store.db
      .collection<{ outbox: readonly EventEnvelope[] }>(place.collection)
      .find(
        { 'outbox.time': { $lt: before.toISOString() } },
        { projection: { outbox: 1 }, limit: MAX_UNDELIVERED_EVENTS },
      )
    for await (const { _id, outbox } of cursor) {
      for (const { id, type, time } of outbox) {
        if (time < before.toISOString())
          found.push({ id, message: `Event ${id} (${type}) is undelivered in ${String(_id)}.` })
      }
    }
  }
  return found
}

/** Documents are removed with their family, or with their user if they have no family; documents with neither stay. */
async function removeFamilies(store: MongoStore, families: readonly FamilyIds[]): Promise<number> {
  const familyIds = families.map(({ id }) => id)
  const userIds = families.flatMap(({ userIds: ids }) => ids)
  const keys = [...familyIds.map((id) => `FAMILY#${id}`), ...userIds.map((id) => `USER#${id}`)]
  await store.db.collection<{ _id: string }>(MEMBERSHIP_COLLECTION).deleteMany({ _id: { $in: keys } })
  let removed = 0
  for (const { place, references = [] } of ENTITIES) {
    const family = references.find(({ entity }) => entity === 'family')
    const owner = family ?? references.find(({ entity }) => entity === 'user')
    if (owner === undefined) continue
    const ids = owner === family ? familyIds : userIds
    const filter = { [owner.field]: { $in: ids.map((id) => `${owner.prefix ?? ''}${id}`) } }
    removed += (await store.db.collection(place.collection).deleteMany(filter)).deletedCount
  }
  return removed
}
