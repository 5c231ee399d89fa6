import { type Db, MongoClient, type MongoClientOptions, type WriteConcernSettings } from 'mongodb'
import type { MongoEndpoint } from '../../../core/store-types.js'
import type { Store } from '../../contracts/store.js'
import type { StoreLimits } from '../../contracts/store-limits.js'
import { invalidUrl } from '../../../providers/external/invalid-url.js'
import { storeUnreachable } from '../../contracts/store-unreachable.js'
import { measureMongoLoad } from './measure-mongo-load.js'
import { endClosedConnections } from './end-closed-connections.js'
import { identifyMongo } from './identify-mongo.js'
import { rejectWhenUnreachable } from './reject-when-unreachable.js'

export interface MongoStore extends Store {
  readonly name: 'mongo'
  readonly endpoint: MongoEndpoint
  readonly client: MongoClient
  /** The database that the URL names. Reads go to the primary, so they see what was written before. */
  readonly db: Db
  /** The same database for reports, whose reads go to the member that `readPreference` of the URL names. */
  readonly reports: Db
}

/** The default write concern. Amazon DocumentDB always waits for a majority. */
const DURABLE_WRITE_CONCERN: WriteConcernSettings = { w: 'majority', journal: true }

const POOL_CHECK_INTERVAL_MS = 60_000

/**
 * Opens MongoDB. Connects on first use. Unless the URL sets a write concern, writes wait until a majority has journaled
 * them; see `buildLocalMongoUrl` for local engines. Writes are not retried unless the URL says so: Amazon DocumentDB does not
 * support it.
 */
export function openMongoStore(endpoint: MongoEndpoint, limits: StoreLimits = {}): MongoStore {
  const client = createClient(endpoint, limits)
  // Not a documented option: by default, an idle client wakes up every 100 ms to look after a minimum of zero connections.
  Object.assign(client.options, { minPoolSizeCheckFrequencyMS: POOL_CHECK_INTERVAL_MS })
  // Undocumented too: after a first connection that failed, the client would keep using what it has closed, for ever.
  client.on('topologyClosed', () => void Object.assign(client, { topology: undefined }))
  const stopWatching = endClosedConnections(client)
  const getLoad = measureMongoLoad(client)
  const db = client.db(undefined, { readPreference: 'primary' })
  // A name that requires an SRV lookup; otherwise one or several hosts, or a Unix socket.
  const { srvHost } = client.options
  const hosts =
    srvHost === undefined
      ? client.options.hosts.map(({ host, socketPath }) => host ?? socketPath ?? '')
      : [srvHost]
  return {
    name: 'mongo',
    endpoint,
    client,
    db,
    reports: client.db(),
    hosts,
    capabilities: { transactionalDdl: false, multiDocumentTransactions: false, readOnlySessions: false },
    getLoad,
    identify: async () => rejectWhenUnreachable(client, async () => identifyMongo(db)),
    async ping() {
      try {
        const info = await rejectWhenUnreachable(client, async () => db.admin().command({ buildInfo: 1 }))
        return { version: String(info['version']) }
      } catch (error) {
        throw storeUnreachable('mongo', hosts.join(', '), error)
      }
    },
    async [Symbol.asyncDispose]() {
      stopWatching()
      await client.close()
    },
  }
}

/** Throws `CONFIG_INVALID` if the driver rejects an option of the URL. */
function createClient({ url }: MongoEndpoint, limits: StoreLimits): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'homemanager',
      ...(hasParameter(url, 'retryWrites') ? {} : { retryWrites: false }),
      ...(hasParameter(url, 'serverSelectionTimeoutMS') ? {} : { serverSelectionTimeoutMS: 5000 }),
      ...toTimeouts(limits),
      monitorCommands: limits.observable ?? false,
      ...(hasParameter(url, 'w', 'journal') ? {} : { writeConcern: DURABLE_WRITE_CONCERN }),
    })
  } catch (error) {
    throw invalidUrl('mongo.url', 'HOMEMANAGER_MONGO_URL', error)
  }
}

/** The driver has a timeout for each phase of a request. Connecting ends first, so that its error is known. */
function toTimeouts({ requestTimeoutMs }: StoreLimits): MongoClientOptions {
  if (requestTimeoutMs === undefined) return {}
  return {
    serverSelectionTimeoutMS: requestTimeoutMs,
    connectTimeoutMS: Math.ceil(requestTimeoutMs * 0.9),
    waitQueueTimeoutMS: requestTimeoutMs,
    socketTimeoutMS: requestTimeoutMs,
  }
}

function hasParameter(url: string, ...names: readonly string[]): boolean {
  return new RegExp(`[?&](?:${names.join('|')})=`, 'i').test(url)
}
