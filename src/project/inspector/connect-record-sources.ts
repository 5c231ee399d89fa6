import type { UserCache } from '../../app/users/user-cache.js'
import type { Endpoints } from '../../core/store-types.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { openRecordSources } from '../../inspect/records/open-record-sources.js'
import type { RecordSources } from '../../inspect/records/record-view.js'

export interface RecordSourceOptions {
  readonly entities: EntityRegistry
  /**
   * Opening a PostgreSQL connection takes as long as many index lookups, so one connection is best for a single record; a search
   * benefits from more.
   */
  readonly maxConnections: number
  /** The cache of the services, if they share one. */
  readonly redisUrl: string | undefined
}

/** Connects the sources that pages of records are read from, with reduced clients that load in parallel. */
export async function connectRecordSources(
  endpoints: Endpoints,
  { entities, maxConnections, redisUrl }: RecordSourceOptions,
): Promise<RecordSources & AsyncDisposable> {
  const sources = await openRecordSources(endpoints, entities, { maxConnections })
  const cache = await openSharedCache(redisUrl)
  return {
    ...sources,
    ...(cache === undefined ? {} : { getCachedUser: async (id: string) => cache.get(id) }),
    async [Symbol.asyncDispose]() {
      await Promise.all([sources, cache].map(async (source) => source?.[Symbol.asyncDispose]()))
    },
  }
}

/** The user cache is readable only if the services share one in Redis; otherwise each service caches in memory. */
async function openSharedCache(url: string | undefined): Promise<UserCache | undefined> {
  if (url === undefined) return undefined
  const { createRedisUserCache } = await import('../../app/users/redis-user-cache.js')
  return createRedisUserCache(url)
}
