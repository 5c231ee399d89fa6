import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { UserCache } from '../../../app/users/user-cache.js'
import type { RecordSources } from '../../../inspect/records/record-view.js'
import { getRunningEndpoints } from '../../../project/connect/connect-stores.js'

/**
 * What `inspect` reads: as little of each store's client as it needs, all loaded at once. A connection to PostgreSQL takes
 * as long as many answers by index do, so one is best for these; a search reads longer and wants more.
 */
export async function connectSources(
  config: ResolvedConfig,
  maxConnections: number,
): Promise<RecordSources & AsyncDisposable> {
  const endpoints = getRunningEndpoints(config)
  const [{ openPostgresStore }, items, documents] = await Promise.all([
    import('../../../stores/postgres/postgres-store.js'),
    import('../../../stores/dynamodb/open-item-reader.js'),
    import('../../../stores/mongo/open-document-reader.js'),
  ])
  const postgres = openPostgresStore(endpoints.postgres, { maxConnections })
  const dynamodb = await items.openItemReader(endpoints.dynamodb)
  const mongo = await documents.openDocumentReader(endpoints.mongo)
  const cache = await openSharedCache(config.redis.url)
  return {
    postgres,
    dynamodb,
    mongo,
    ...(cache === undefined ? {} : { getCachedUser: async (id: string) => cache.get(id) }),
    async [Symbol.asyncDispose]() {
      await Promise.all([postgres, dynamodb, mongo, cache].map(async (each) => each?.[Symbol.asyncDispose]()))
    },
  }
}

/** The services' cache can be read where they share one; else each keeps users in its own memory. */
async function openSharedCache(url: string | undefined): Promise<UserCache | undefined> {
  if (url === undefined) return undefined
  const { createRedisUserCache } = await import('../../../app/users/redis-user-cache.js')
  return createRedisUserCache(url)
}
