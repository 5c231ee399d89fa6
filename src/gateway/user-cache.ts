import { LRUCache } from 'lru-cache'
import type { KnownUser } from '../services/http/user-directory.js'

export const USER_CACHE_MS: number = 15 * 60_000

/** Users by `user:{id}` (ADR-002, caching). It never throws and never keeps a caller waiting: down is a miss. */
export interface UserCache extends AsyncDisposable {
  get(id: string): Promise<KnownUser | undefined>
  set(user: KnownUser): Promise<void>
  drop(id: string): Promise<void>
}

/** In this process. */
export function memoryUserCache(): UserCache {
  const users = new LRUCache<string, KnownUser>({ max: 10_000, ttl: USER_CACHE_MS })
  return {
    get: async (id) => users.get(userCacheKey(id)),
    async set(user) {
      users.set(userCacheKey(user.id), user)
    },
    async drop(id) {
      users.delete(userCacheKey(id))
    },
    async [Symbol.asyncDispose]() {
      users.clear()
    },
  }
}

export function userCacheKey(id: string): string {
  return `user:${id}`
}
