import { listUnrecorded } from '../../contracts/compare-schemas.js'
import type { MongoStore } from '../client/mongo-store.js'
import { openDocumentReader } from '../client/open-document-reader.js'
import { HISTORY_COLLECTION, readSchemaRecord } from '../migrations/read-history.js'
import { readSchema } from '../migrations/read-schema.js'
import { CHECKPOINT_COLLECTION } from './checkpoint-collection.js'

const SYSTEM_DATABASES = new Set(['admin', 'config', 'local'])

/**
 * Whether no collection of the server has a document, apart from the migration history, and there is none but those that migrations
 * create: a dataset that is copied does not have others. Other databases count as data.
 */
export async function isEmpty(store: MongoStore): Promise<boolean> {
  const { db, client } = store
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
  if (databases.some(({ name }) => name !== db.databaseName && !SYSTEM_DATABASES.has(name))) return false
  const collections = await db.listCollections({}, { nameOnly: true }).toArray()
  if (collections.some(({ type }) => type === 'view') || !(await isMigratedSchema(store))) return false
  const names = collections
    .map(({ name }) => name)
    .filter((name) => name !== HISTORY_COLLECTION && !name.startsWith('system.'))
  const found = await Promise.all(
    names.map(async (name) => db.collection(name).findOne({}, { projection: { _id: 1 } })),
  )
  return found.every((document) => document === null)
}

async function isMigratedSchema(store: MongoStore): Promise<boolean> {
  await using reader = await openDocumentReader(store.endpoint, store)
  const record = await readSchemaRecord(reader)
  const unrecorded = listUnrecorded(record?.objects ?? [], await readSchema(reader))
  return unrecorded.every((name) => name === CHECKPOINT_COLLECTION)
}
