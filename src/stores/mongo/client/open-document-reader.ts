import type { MongoEndpoint } from '../../../core/store-types.js'
import { isRehearsal } from '../data/rehearsal-collection.js'
import type { DocumentReader, FindRequest } from './document-reader.js'
import type { MongoStore } from './mongo-store.js'

/**
 * Opens a reader. For a local server without authentication it uses a plain socket, since loading the MongoDB driver
 * takes longer than a complete `inspect`. Otherwise it uses the driver, through `opened` if that is already open.
 */
export async function openDocumentReader(
  endpoint: MongoEndpoint,
  opened?: MongoStore,
): Promise<DocumentReader> {
  if (supportsWireReader(endpoint.url)) {
    const { openWireReader } = await import('./open-wire-reader.js')
    return openWireReader(new URL(endpoint.url))
  }
  const store = opened ?? (await import('./mongo-store.js')).openMongoStore(endpoint)
  return {
    async find<T extends object>(collection: string, { filter, ...options }: FindRequest) {
      return (await store.db.collection(collection).find(filter, options).toArray()) as unknown as T[]
    },
    async findAlone<T extends object>(
      collection: string,
      { filter, ...options }: FindRequest,
      signal: AbortSignal | undefined,
    ) {
      const found = store.db
        .collection(collection)
        .find(filter, { ...options, ...(signal === undefined ? {} : { signal }) })
      return (await found.toArray()) as unknown as T[]
    },
    async *findPages<T extends object>(collection: string, { filter, ...options }: FindRequest) {
      const cursor = store.db.collection(collection).find(filter, options)
      try {
        while (await cursor.hasNext()) yield cursor.readBufferedDocuments() as unknown as readonly T[]
      } finally {
        await cursor.close()
      }
    },
    explain: async (collection, find) =>
      store.db.command({ explain: { find: collection, ...find }, verbosity: 'executionStats' }),
    aggregate: async (collection, pipeline) =>
      store.db
        .collection(collection)
        .aggregate([...pipeline])
        .toArray(),
    listCollections: async () =>
      (await store.db.listCollections({}, { nameOnly: false }).toArray()).filter(
        (each) => !isRehearsal(each),
      ),
    listIndexes: async (collection) => store.db.collection(collection).listIndexes().toArray(),
    async [Symbol.asyncDispose]() {
      if (opened === undefined) await store[Symbol.asyncDispose]()
    },
  }
}

/** Whether the URL has a single local host, no user, and only options that do not affect reads. */
function supportsWireReader(url: string): boolean {
  if (!/^mongodb:\/\/(?:127\.0\.0\.1|localhost):\d+\//.test(url)) return false
  const ignored = new Set(['directConnection', 'retryWrites', 'journal'])
  return [...new URL(url).searchParams.keys()].every((name) => ignored.has(name))
}
