import { type Document, MongoServerError } from 'mongodb'
import { KINDS_OF_STORE, type RecordKind } from '../../domain/world-records.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { DataStore, FamilyIds, SeedMark, StoredRecord, UndeliveredEvent } from '../data-store.js'
import { SCAN_FETCH, SCAN_PAGE } from '../scan-page.js'
import type { MongoStore } from './mongo-store.js'
import { isMongoKind, type MongoKind, storedDocument, storedDocuments } from './stored-document.js'

interface StringKeyed extends Document {
  readonly _id: string
}

const MARKS = 'seeded_worlds'
const DUPLICATE_KEY = 11_000
/** How many documents go at once. */
const INSERT = 1000
const MOST_UNDELIVERED = 1000

/** Worlds in MongoDB. A document that is there already was written by a run that was killed, and stays as it is. */
export function mongoDataStore(store: MongoStore): DataStore {
  const { db } = store
  const marks = db.collection<SeedMark & StringKeyed>(MARKS)
  const putMark = async (mark: SeedMark): Promise<void> => {
    await marks.replaceOne({ _id: mark.world }, { ...mark, _id: mark.world }, { upsert: true })
  }
  return {
    name: 'mongo',
    batchRecords: 500,
    batchesAtOnce: 3,
    marks: () => marks.find({}, { projection: { _id: 0 }, sort: { _id: 1 } }).toArray(),
    putMark,
    async removeMark(world) {
      await marks.deleteOne({ _id: world })
    },
    loadsMark: false,
    async load(batch, _, signal) {
      for (const kind of KINDS_OF_STORE.mongo) {
        signal?.throwIfAborted()
        if (isMongoKind(kind)) await insertNew(store, kind, batch[kind] ?? [])
      }
    },
    scan: (kinds) => scan(store, kinds),
    lacks: () => lackingCollections(store),
    stored: storedDocuments,
    undelivered: (before) => undelivered(store, before),
    removeFamilies: (families) => removeFamilies(store, families),
  }
}

/**
 * One command each thousand: what the driver's own bulk makes of it writes each document twice, once to weigh it. A seeded
 * document has a few kilobytes, so a thousand are far below the 48 MB that a command may have.
 */
async function insertNew(store: MongoStore, kind: MongoKind, documents: readonly object[]): Promise<void> {
  const { w, j } = store.db.writeConcern ?? {}
  const writeConcern = { ...(w === undefined ? {} : { w }), j: j ?? true }
  for (let start = 0; start < documents.length; start += INSERT) {
    const { writeErrors = [], writeConcernError } = (await store.db.command({
      insert: kind,
      documents: documents.slice(start, start + INSERT),
      ordered: false,
      writeConcern,
    })) as InsertAnswer
    // Another unique index may be what refuses; only the document's own _id means that it is there already.
    const failure =
      writeErrors.find(({ code, errmsg }) => code !== DUPLICATE_KEY || !/ index: _id_ /.test(errmsg)) ??
      writeConcernError
    if (failure !== undefined) throw new MongoServerError(failure)
  }
}

interface Failure {
  readonly code: number
  readonly errmsg: string
}

/** What a server that has carried an insert out says of its documents. */
interface InsertAnswer {
  readonly writeErrors?: readonly Failure[]
  readonly writeConcernError?: Failure
}

async function* scan(
  store: MongoStore,
  kinds: readonly RecordKind[] = KINDS_OF_STORE.mongo,
): AsyncGenerator<readonly StoredRecord[]> {
  for (const kind of kinds) {
    if (!isMongoKind(kind)) continue
    const cursor = store.db.collection(kind).find({}, { raw: true, batchSize: SCAN_FETCH })
    try {
      let page: StoredRecord[] = []
      for await (const bytes of cursor) {
        page.push(storedDocument(kind, bytes as unknown as Uint8Array))
        if (page.length < SCAN_PAGE) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    } finally {
      await cursor.close()
    }
  }
}

async function lackingCollections({ db }: MongoStore): Promise<readonly string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray()
  const names = new Set(found.map(({ name }) => name))
  return KINDS_OF_STORE.mongo.filter((kind) => !names.has(kind))
}

async function undelivered(store: MongoStore, before: Date): Promise<readonly UndeliveredEvent[]> {
  const found: UndeliveredEvent[] = []
  for (const kind of KINDS_OF_STORE.mongo) {
    const cursor = store.db
      .collection<{ outbox: readonly EventEnvelope[] }>(kind)
      .find(
        { 'outbox.time': { $lt: before.toISOString() } },
        { projection: { outbox: 1 }, limit: MOST_UNDELIVERED },
      )
    for await (const { _id, outbox } of cursor) {
      for (const { id, type, time } of outbox) {
        if (time < before.toISOString())
          found.push({ id, message: `Event ${id} (${type}) waits in ${String(_id)}.` })
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
