import { MongoClient } from 'mongodb'
import { replaceMongoDatabase } from '../client/mongo-database-url.js'
import { isRehearsal } from '../data/rehearsal-collection.js'

/**
 * Copies a database within its server: collections with their validators and indexes, then the documents with `$out`,
 * which preserves both. Resolves to the URL of the copy.
 */
export async function forkMongoDatabase(url: string, name: string): Promise<string> {
  await withClient(url, async (client) => {
    const source = client.db()
    const target = client.db(name)
    const collections = await source.listCollections({ type: 'collection' }, { nameOnly: false }).toArray()
    await Promise.all(
      collections
        .filter((each) => !isRehearsal(each))
        .map(async (collection) => {
          const options = ('options' in collection && collection.options) || {}
          await target.createCollection(collection.name, options)
          const original = source.collection(collection.name)
          const indexes = (await original.listIndexes().toArray()).filter((index) => index['name'] !== '_id_')
          if (indexes.length > 0) {
            await target.command({
              createIndexes: collection.name,
              indexes: indexes.map(({ v: _v, ns: _ns, ...index }) => index),
            })
          }
          await original.aggregate([{ $out: { db: name, coll: collection.name } }]).toArray()
        }),
    )
  })
  return replaceMongoDatabase(url, name)
}

/** Drops the copy. Does nothing if it does not exist. */
export async function dropMongoDatabase(url: string, name: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.db(name).dropDatabase()
  })
}

async function withClient(url: string, work: (client: MongoClient) => Promise<void>): Promise<void> {
  const client = new MongoClient(url, {
    appName: 'homemanager',
    retryWrites: false,
    serverSelectionTimeoutMS: 3000,
  })
  try {
    await work(client)
  } finally {
    await client.close()
  }
}
