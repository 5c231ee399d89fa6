import { Redis } from 'ioredis'
import { parseDirectoryUser } from './parse-directory-user.js'
import { USER_CACHE_TTL_MS, type UserCache, toUserCacheKey } from './user-cache.js'

/** Timeout of Redis commands, in milliseconds. */
const COMMAND_TIMEOUT_MS = 100

/** A cache shared by all processes that use the same Redis. While Redis is unreachable, every lookup is an immediate miss. */
export function createRedisUserCache(url: string): UserCache {
  const redis = new Redis(url, {
    connectionName: 'homemanager',
    connectTimeout: 2000,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // Commands do not wait for an unreachable Redis.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  })
  // Every command reports connection errors; without a listener they would be printed too.
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
    // Redis is or was unreachable; the entry expires by itself.
  }
}
