import { MongoClient } from 'mongodb'

/**
 * Copies a database within its server: collections with their validators and indexes, then the documents by `$out`,
 * which keeps both. Gives the copy's URL.
 */
export async function forkMongoDatabase(url: string, name: string): Promise<string> {
  await withClient(url, async (client) => {
    const source = client.db()
    const target = client.db(name)
    const collections = await source.listCollections({ type: 'collection' }, { nameOnly: false }).toArray()
    await Promise.all(
      collections.map(async (collection) => {
        const options = ('options' in collection && collection.options) || {}
        await target.createCollection(collection.name, options)
        const from = source.collection(collection.name)
        const indexes = (await from.listIndexes().toArray()).filter((index) => index['name'] !== '_id_')
        if (indexes.length > 0) {
          await target.command({
            createIndexes: collection.name,
            indexes: indexes.map(({ v: _v, ns: _ns, ...index }) => index),
          })
        }
        await from.aggregate([{ $out: { db: name, coll: collection.name } }]).toArray()
      }),
    )
  })
  const own = new URL(url)
  own.pathname = name
  return own.href
}

/** Drops the copy. Nothing happens when it is not there. */
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
