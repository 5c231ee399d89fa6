import { randomUUID } from 'node:crypto'
import { type Document, MongoServerError } from 'mongodb'
import type { EntityRegistry, RecordBatch } from '../../../domain/entities/registry.js'
import type { MongoStore } from '../client/mongo-store.js'
import { insertMissing } from './insert-missing.js'
import { isRehearsal, REHEARSAL_PREFIX } from './rehearsal-collection.js'

const MAX_AGE_MS = 600_000

/**
 * Inserts the documents into empty collections with the validators and unique indexes of the real ones, and deletes these. Throws
 * the error of the store for a document that it would reject.
 */
export async function rehearseLoad(
  store: MongoStore,
  entities: EntityRegistry,
  batch: RecordBatch,
): Promise<void> {
  await dropAbandoned(store)
  await Promise.all(
    entities
      .ofStore('mongo')
      .map(async ({ plural, place }) => rehearseInserts(store, place.collection, batch[plural] ?? [])),
  )
}

async function rehearseInserts(
  store: MongoStore,
  collection: string,
  documents: readonly object[],
): Promise<void> {
  if (documents.length === 0) return
  const { db } = store
  const [options, indexes] = await Promise.all([
    readValidation(store, collection),
    db.collection(collection).indexes(),
  ])
  const unique = indexes.filter(({ unique: isUnique }) => isUnique === true)
  if (Object.keys(options).length + unique.length === 0) return
  // Several runs may seed at the same time.
  const rehearsal = `${REHEARSAL_PREFIX}${Date.now()}_${randomUUID()}_${collection}`
  try {
    await db.createCollection(rehearsal, options)
    if (unique.length > 0)
      await db.command({
        createIndexes: rehearsal,
        indexes: unique.map(({ v: _v, ns: _ns, background: _background, ...index }: Document) => index),
      })
    await insertMissing(store, rehearsal, documents)
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error
    const errmsg = error.message.replaceAll(rehearsal, collection)
    throw new MongoServerError({ errmsg, code: error.code })
  } finally {
    await db.dropCollection(rehearsal).catch(() => false)
  }
}

/** Drops the collections of runs that were killed. */
async function dropAbandoned({ db }: MongoStore): Promise<void> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (!isRehearsal({ name })) continue
    const createdAt = Number(name.slice(REHEARSAL_PREFIX.length).split('_')[0])
    if (Date.now() - createdAt > MAX_AGE_MS) await db.dropCollection(name).catch(() => false)
  }
}

async function readValidation({ db }: MongoStore, collection: string): Promise<Document> {
  const [found] = await db.listCollections({ name: collection }, { nameOnly: false }).toArray()
  const { validator, validationLevel, validationAction }: Document =
    (found && 'options' in found && found.options) || {}
  return {
    ...(validator === undefined ? {} : { validator }),
    ...(validationLevel === undefined ? {} : { validationLevel }),
    ...(validationAction === undefined ? {} : { validationAction }),
  }
}
