import { Redis } from 'ioredis'
import { knownUser } from './known-user.js'
import { USER_CACHE_MS, type UserCache, userCacheKey } from './user-cache.js'

/** A Redis that takes longer is as good as none, milliseconds. */
const COMMAND_TIMEOUT_MS = 100

/** Shared by all processes that use the same Redis. While Redis is away every look is a miss, at once. */
export function redisUserCache(url: string): UserCache {
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
        const text = await redis.get(userCacheKey(id))
        return text === null ? undefined : knownUser(JSON.parse(text))
      } catch {
        return undefined
      }
    },
    async set(user) {
      await ignored(redis.set(userCacheKey(user.id), JSON.stringify(user), 'PX', USER_CACHE_MS))
    },
    async drop(id) {
      await ignored(redis.del(userCacheKey(id)))
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect()
    },
  }
}

async function ignored(command: Promise<unknown>): Promise<void> {
  try {
    await command
  } catch {
    // It is away, or was: the entry runs out by itself.
  }
}
