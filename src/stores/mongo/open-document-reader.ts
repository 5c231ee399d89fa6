import type { MongoEndpoint } from '../../core/endpoints.js'
import type { DocumentReader, FindRequest } from './document-reader.js'
import type { MongoStore } from './mongo-store.js'

/**
 * Opens a reader. Loading the MongoDB driver costs more than all of an `inspect`, so a server on this machine that
 * wants no password is asked on a bare socket; everything else by the driver: through `opened`, where that is open anyway.
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
    aggregate: async (collection, pipeline) =>
      store.db
        .collection(collection)
        .aggregate([...pipeline])
        .toArray(),
    listCollections: async () => store.db.listCollections({}, { nameOnly: false }).toArray(),
    listIndexes: async (collection) => store.db.collection(collection).listIndexes().toArray(),
    async [Symbol.asyncDispose]() {
      if (opened === undefined) await store[Symbol.asyncDispose]()
    },
  }
}

/** One server on this machine, no user, and no options that a driver would have to heed. */
function supportsWireReader(text: string): boolean {
  if (!/^mongodb:\/\/(?:127\.0\.0\.1|localhost):\d+\//.test(text)) return false
  const known = new Set(['directConnection', 'retryWrites', 'journal'])
  return [...new URL(text).searchParams.keys()].every((name) => known.has(name))
}
