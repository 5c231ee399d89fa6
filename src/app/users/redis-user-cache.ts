import { Redis } from 'ioredis'
import { parseDirectoryUser } from './parse-directory-user.js'
import { USER_CACHE_TTL_MS, type UserCache, toUserCacheKey } from './user-cache.js'

/** A Redis that takes longer is as good as none, milliseconds. */
const COMMAND_TIMEOUT_MS = 100

/** Shared by all processes that use the same Redis. While Redis is away every look is a miss, at once. */
export function createRedisUserCache(url: string): UserCache {
  const redis = new Redis(url, {
    connectionName: 'homemanager',
    connectTimeout: 2000,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // Nothing waits for a Redis that is away: it is asked again when it is back.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  })
  // Connection faults are told to every command anyway; without a listener they would be printed.
  redis.on('error', () => {})
  return {
    async get(id) {
      try {
        const text = await redis.get(toUserCacheKey(id))
        return text === null ? undefined : parseDirectoryUser(JSON.parse(text))
      } catch {
        return undefined
      }
    },
    async set(user) {
      await ignoreFailure(redis.set(toUserCacheKey(user.id), JSON.stringify(user), 'PX', USER_CACHE_TTL_MS))
    },
    async delete(id) {
      await ignoreFailure(redis.del(toUserCacheKey(id)))
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect()
    },
  }
}

async function ignoreFailure(command: Promise<unknown>): Promise<void> {
  try {
    await command
  } catch {
    // It is away, or was: the entry runs out by itself.
  }
}
