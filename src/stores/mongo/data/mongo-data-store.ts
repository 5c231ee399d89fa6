import type { Document } from 'mongodb'
import type { EntityPlural, EntityRegistry } from '../../../domain/entities/registry.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { MEMBERSHIP_COLLECTION } from '../../../domain/membership-document.js'
import type {
  DataStore,
  DeletedIds,
  FamilyIds,
  SeedCheckpoint,
  StoredRecord,
  UndeliveredEvent,
} from '../../contracts/data-store.js'
import { SCAN_FETCH_SIZE, SCAN_PAGE_SIZE } from '../../scan-page-size.js'
import type { MongoStore } from '../client/mongo-store.js'
import { CHECKPOINT_COLLECTION } from './checkpoint-collection.js'
import { insertMissing } from './insert-missing.js'
import { isEmpty } from './is-empty.js'
import { listChangedDocumentFields } from './list-changed-document-fields.js'
import { listOtherCollections } from './list-other-collections.js'
import { rehearseLoad } from './rehearse-load.js'
import { replaceDocuments } from './replace-documents.js'
import { toStoredDocument, toStoredDocuments } from './to-stored-document.js'

interface StringKeyed extends Document {
  readonly _id: string
}

const MAX_UNDELIVERED_EVENTS = 1000

/** Loads datasets into MongoDB. A document that already exists was written by an interrupted run and is not changed. */
export function mongoDataStore(store: MongoStore, entities: EntityRegistry): DataStore {
  const { db } = store
  const checkpoints = db.collection<SeedCheckpoint & StringKeyed>(CHECKPOINT_COLLECTION)
  return {
    name: 'mongo',
    entities,
    recordsPerBatch: 500,
    maxConcurrentBatches: 3,
    isEmpty: () => isEmpty(store),
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
      for (const { plural, place } of entities.ofStore('mongo')) {
        signal?.throwIfAborted()
        await insertMissing(store, place.collection, batch[plural] ?? [])
      }
    },
    replace: (batch, stored, signal) => replaceDocuments(store, entities, batch, stored, signal),
    forgetDeletions: (deleted) => removeMemberships(store, deleted),
    scan: (kinds) => scanRecords(store, entities, kinds),
    listOtherData: () => listOtherCollections(store, entities),
    listMissingTables: () => listMissingCollections(store, entities),
    toStoredRecords: (batch) => toStoredDocuments(batch, entities),
    listChangedFields: listChangedDocumentFields,
    listUndeliveredEvents: (before) => listUndeliveredEvents(store, entities, before),
    // No constraint of MongoDB prevents a removal.
    rehearse: ({ load = {} }) => rehearseLoad(store, entities, load),
    removeFamilies: (families) => removeFamilies(store, entities, families),
    removeTraces: (deleted) => removeTraces(store, deleted),
  }
}

async function* scanRecords(
  store: MongoStore,
  entities: EntityRegistry,
  kinds?: readonly EntityPlural[],
): AsyncGenerator<readonly StoredRecord[]> {
  for (const { plural, place } of entities.ofStore('mongo')) {
    if (kinds?.includes(plural) === false) continue
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

async function listMissingCollections(
  { db }: MongoStore,
  entities: EntityRegistry,
): Promise<readonly string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray()
  const names = new Set(found.map(({ name }) => name))
  return entities
    .ofStore('mongo')
    .map(({ place }) => place.collection)
    .filter((name) => !names.has(name))
}

async function listUndeliveredEvents(
  store: MongoStore,
  entities: EntityRegistry,
  before: Date,
): Promise<readonly UndeliveredEvent[]> {
  const found: UndeliveredEvent[] = []
  for (const { place } of entities.ofStore('mongo')) {
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
async function removeFamilies(
  store: MongoStore,
  entities: EntityRegistry,
  families: readonly FamilyIds[],
): Promise<number> {
  const familyIds = families.map(({ id }) => id)
  const userIds = families.flatMap(({ userIds: ids }) => ids)
  await removeMemberships(store, { familyIds, userIds })
  let removed = 0
  for (const { place, references = [] } of entities.ofStore('mongo')) {
    const family = references.find(({ entity }) => entity === 'family')
    const owner = family ?? references.find(({ entity }) => entity === 'user')
    if (owner === undefined) continue
    const ids = owner === family ? familyIds : userIds
    const filter = { [owner.field]: { $in: ids.map((id) => `${owner.prefix ?? ''}${id}`) } }
    removed += (await store.db.collection(place.collection).deleteMany(filter)).deletedCount
  }
  return removed
}

/** Stored responses contain the ids of the user and the family. */
async function removeTraces({ db }: MongoStore, { familyIds, userIds }: DeletedIds): Promise<void> {
  const ids = [...familyIds, ...userIds]
  if (ids.length === 0) return
  await db.collection<StringKeyed>('idempotency_keys').deleteMany({ answer: { $regex: ids.join('|') } })
}

/** Removes what the budget service has learned of the families and users. */
async function removeMemberships({ db }: MongoStore, { familyIds, userIds }: DeletedIds): Promise<void> {
  const keys = [...familyIds.map((id) => `FAMILY#${id}`), ...userIds.map((id) => `USER#${id}`)]
  await db.collection<StringKeyed>(MEMBERSHIP_COLLECTION).deleteMany({ _id: { $in: keys } })
}
