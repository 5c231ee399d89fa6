import { HISTORY_COLLECTION } from '../migrations/read-history.js'
import type { MongoStore } from '../client/mongo-store.js'

const SYSTEM_DATABASES = new Set(['admin', 'config', 'local'])

/** Whether no collection of the server has a document, apart from the migration history. Other databases count as data. */
export async function isEmpty({ db, client }: MongoStore): Promise<boolean> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
  if (databases.some(({ name }) => name !== db.databaseName && !SYSTEM_DATABASES.has(name))) return false
  const collections = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  const names = collections
    .map(({ name }) => name)
    .filter((name) => name !== HISTORY_COLLECTION && !name.startsWith('system.'))
  const found = await Promise.all(
    names.map(async (name) => db.collection(name).findOne({}, { projection: { _id: 1 } })),
  )
  return found.every((document) => document === null)
}
