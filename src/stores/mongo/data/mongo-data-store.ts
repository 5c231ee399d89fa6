import { type Document, MongoServerError } from 'mongodb'
import { SEEDED_ENTITIES, type SeededEntity } from '../../../domain/seeded-entities.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type {
  DataStore,
  FamilyIds,
  SeedCheckpoint,
  StoredRecord,
  UndeliveredEvent,
} from '../../contracts/data-store.js'
import { SCAN_FETCH_SIZE, SCAN_PAGE_SIZE } from '../../scan-page-size.js'
import type { MongoStore } from '../client/mongo-store.js'
import { isMongoEntity, type MongoEntity, toStoredDocument, toStoredDocuments } from './to-stored-document.js'

interface StringKeyed extends Document {
  readonly _id: string
}

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
      for (const kind of SEEDED_ENTITIES.mongo) {
        signal?.throwIfAborted()
        if (isMongoEntity(kind)) await insertMissing(store, kind, batch[kind] ?? [])
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
  kind: MongoEntity,
  documents: readonly object[],
): Promise<void> {
  const { w, j } = store.db.writeConcern ?? {}
  const writeConcern = { ...(w === undefined ? {} : { w }), j: j ?? true }
  for (let start = 0; start < documents.length; start += DOCUMENTS_PER_INSERT) {
    const { writeErrors = [], writeConcernError } = (await store.db.command({
      insert: kind,
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
  kinds: readonly SeededEntity[] = SEEDED_ENTITIES.mongo,
): AsyncGenerator<readonly StoredRecord[]> {
  for (const kind of kinds) {
    if (!isMongoEntity(kind)) continue
    const cursor = store.db.collection(kind).find({}, { raw: true, batchSize: SCAN_FETCH_SIZE })
    try {
      let page: StoredRecord[] = []
      for await (const bytes of cursor) {
        page.push(toStoredDocument(kind, bytes as unknown as Uint8Array))
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
  return SEEDED_ENTITIES.mongo.filter((kind) => !names.has(kind))
}

async function listUndeliveredEvents(store: MongoStore, before: Date): Promise<readonly UndeliveredEvent[]> {
  const found: UndeliveredEvent[] = []
  for (const kind of SEEDED_ENTITIES.mongo) {
    const cursor = store.db
      .collection<{ outbox: readonly EventEnvelope[] }>(kind)
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

async function removeFamilies(store: MongoStore, families: readonly FamilyIds[]): Promise<number> {
  const filter = { family_id: { $in: families.map(({ id }) => `FAMILY#${id}`) } }
  let removed = 0
  for (const kind of ['expenses', 'budgets'] as const) {
    removed += (await store.db.collection(kind).deleteMany(filter)).deletedCount
  }
  return removed
}
