import { type Document, MongoServerError } from 'mongodb'
import type { EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import type { MongoStore } from '../client/mongo-store.js'
import { insertMissing } from './insert-missing.js'

interface StringKeyed extends Document {
  readonly _id: string
}

const DUPLICATE_KEY = 11_000

/** Inserts documents that are missing and replaces those that exist, without changing their undelivered events. */
export async function replaceDocuments(
  store: MongoStore,
  entities: EntityRegistry,
  batch: RecordBatch,
  stored: readonly StoredRecord[],
  signal?: AbortSignal,
): Promise<void> {
  for (const { plural, place } of entities.ofStore('mongo')) {
    const documents = (batch[plural] ?? []) as readonly StringKeyed[]
    const ids = new Set(stored.filter(({ kind }) => kind === plural).map(({ id }) => id))
    const existing = documents.filter(({ _id }) => ids.has(_id))
    const blocked: StringKeyed[] = []
    for (const document of existing) {
      signal?.throwIfAborted()
      if (!(await replaceDocument(store, place.collection, document))) blocked.push(document)
    }
    // Another document has the values of its unique index, perhaps one that is missing or itself blocked.
    for (const { _id } of blocked) {
      await store.db.collection<StringKeyed>(place.collection).deleteOne({ _id })
    }
    const missing = documents.filter(({ _id }) => !ids.has(_id))
    await insertMissing(store, place.collection, [...missing, ...blocked])
  }
}

/** False if a unique index does not permit it yet. */
async function replaceDocument(
  store: MongoStore,
  collection: string,
  document: StringKeyed,
): Promise<boolean> {
  const documents = store.db.collection<StringKeyed>(collection)
  const { _id } = document
  for (;;) {
    const found = await documents.findOne({ _id }, { projection: { outbox: 1 }, promoteValues: false })
    if (found === null) {
      await insertMissing(store, collection, [document])
      return true
    }
    const outbox = found['outbox'] as unknown
    const replacement = outbox === undefined ? document : { ...document, outbox }
    const condition = outbox === undefined ? { $exists: false } : { $eq: outbox }
    try {
      const { matchedCount } = await documents.replaceOne({ _id, outbox: condition }, replacement)
      if (matchedCount === 1) return true
      // An event was added or delivered in the meantime.
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false
      throw error
    }
  }
}
