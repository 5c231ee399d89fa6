import { deserialize } from 'bson'
import type { Db, Document } from 'mongodb'
import type { MongoEndpoint } from '../../../core/store-types.js'
import type { PortableOptions, PortablePart, PortableTable } from '../../contracts/portable-snapshot.js'
import { openMongoStore } from '../client/mongo-store.js'
import { type DumpedCollection, readBsonFile, readDump } from './mongodump-files.js'

const MAX_BATCH_DOCUMENTS = 1000
const MAX_BATCH_BYTES = 8 * 1024 * 1024

/** Drops everything in the database, then creates the collections of the snapshot, and views last. */
export async function restoreMongo(
  endpoint: MongoEndpoint,
  directory: string,
  { signal, onProgress }: PortableOptions,
): Promise<PortablePart> {
  const collections = await readDump(directory)
  await using store = openMongoStore(endpoint)
  const { db } = store
  await db.dropDatabase()
  const counts = { records: 0, bytes: 0 }
  const tables: PortableTable[] = []
  for (const collection of collections.filter(({ type }) => type !== 'view')) {
    await createCollection(db, collection)
    const before = counts.records
    for await (const batch of readBatches(`${collection.file}.bson`)) {
      signal.throwIfAborted()
      await insert(db, collection.name, batch)
      counts.records += batch.length
      counts.bytes += batch.reduce((sum, { length }) => sum + length, 0)
      onProgress(counts.records, counts.bytes)
    }
    await createIndexes(db, collection)
    tables.push({ name: collection.name, records: counts.records - before })
  }
  await createViews(
    db,
    collections.filter(({ type }) => type === 'view'),
  )
  return { ...counts, tables }
}

async function createCollection(db: Db, { name, options, indexes }: DumpedCollection): Promise<void> {
  const idIndex = indexes.find((index) => index['name'] === '_id_')
  // A collation of the collection is that of the index of _id.
  const collation =
    options['collation'] === undefined || idIndex === undefined ? {} : { idIndex: clean(idIndex) }
  await db.command({ create: name, ...options, ...collation })
}

async function createIndexes(db: Db, { name, indexes }: DumpedCollection): Promise<void> {
  const own = indexes.filter((index) => index['name'] !== '_id_').map(clean)
  if (own.length > 0) await db.command({ createIndexes: name, indexes: own })
}

/** Dumps of old servers have the name of the collection in each index. */
function clean({ ns: _ns, ...index }: Document): Document {
  return index
}

/** A view may refer to another one. The server does not check that it exists. */
async function createViews(db: Db, views: readonly DumpedCollection[]): Promise<void> {
  for (const { name, options } of views) await db.command({ create: name, ...options })
}

/** Documents keep their types and their order of fields. A validator that they violate already is no obstacle. */
async function insert(db: Db, name: string, batch: readonly Buffer[]): Promise<void> {
  const documents = batch.map((bytes) => deserialize(bytes, { promoteValues: false, bsonRegExp: true }))
  await db.collection(name).insertMany(documents, { ordered: true, bypassDocumentValidation: true })
}

async function* readBatches(file: string): AsyncGenerator<readonly Buffer[]> {
  let batch: Buffer[] = []
  let bytes = 0
  for await (const document of readBsonFile(file)) {
    if (
      batch.length > 0 &&
      (batch.length === MAX_BATCH_DOCUMENTS || bytes + document.length > MAX_BATCH_BYTES)
    ) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(document)
    bytes += document.length
  }
  if (batch.length > 0) yield batch
}
