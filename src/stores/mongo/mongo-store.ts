import { type Db, MongoClient, type WriteConcernSettings } from 'mongodb'
import type { MongoEndpoint } from '../../core/endpoints.js'
import type { Store } from '../store.js'
import { storeUnreachable } from '../store-unreachable.js'

export interface MongoStore extends Store {
  readonly name: 'mongo'
  readonly endpoint: MongoEndpoint
  readonly client: MongoClient
  /** The database that the URL names. */
  readonly db: Db
}

/** Unless the URL says otherwise. Amazon DocumentDB always waits for a majority. */
const DURABLE_WRITE_CONCERN: WriteConcernSettings = { w: 'majority', journal: true }

/**
 * Opens MongoDB. Nothing is sent until it is used. Writes wait for the journal, of a majority where the URL names no write
 * concern of its own; see `localMongoUrl` for why it may. Amazon DocumentDB knows no retryable writes.
 */
export function openMongoStore(endpoint: MongoEndpoint): MongoStore {
  const client = new MongoClient(endpoint.url, {
    appName: 'homemanager',
    retryWrites: false,
    serverSelectionTimeoutMS: 5000,
    ...(namesWriteConcern(endpoint.url) ? {} : { writeConcern: DURABLE_WRITE_CONCERN }),
  })
  const db = client.db()
  return {
    name: 'mongo',
    endpoint,
    client,
    db,
    hosts: endpoint.url.startsWith('mongodb+srv:')
      ? [new URL(endpoint.url).hostname]
      : client.options.hosts.map(({ host }) => host ?? ''),
    capabilities: { transactionalDdl: false, multiDocumentTransactions: false, readOnlySessions: false },
    async ping() {
      try {
        const info = await db.admin().command({ buildInfo: 1 })
        return { version: String(info['version']) }
      } catch (error) {
        throw storeUnreachable('mongo', new URL(endpoint.url).host, error)
      }
    },
    async [Symbol.asyncDispose]() {
      await client.close()
    },
  }
}

function namesWriteConcern(url: string): boolean {
  return /[?&](?:w|journal)=/i.test(url)
}
