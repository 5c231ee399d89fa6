import { createLruCache } from '../../core/create-lru-cache.js'
import type { DirectoryUser } from '../../services/http/requests/user-directory.js'

export const USER_CACHE_TTL_MS: number = 15 * 60_000

/** Users by `user:{id}` (ADR-002, caching). It never throws and never blocks; an error is a miss. */
export interface UserCache extends AsyncDisposable {
  get(id: string): Promise<DirectoryUser | undefined>
  set(user: DirectoryUser): Promise<void>
  delete(id: string): Promise<void>
}

/** In-process cache. */
export function createMemoryUserCache(): UserCache {
  const users = createLruCache<DirectoryUser>({ maxEntries: 10_000, ttl: USER_CACHE_TTL_MS })
  return {
    get: async (id) => users.get(toUserCacheKey(id)),
    async set(user) {
      users.set(toUserCacheKey(user.id), user)
    },
    async delete(id) {
      users.delete(toUserCacheKey(id))
    },
    async [Symbol.asyncDispose]() {
      users.clear()
    },
  }
}

export function toUserCacheKey(id: string): string {
  return `user:${id}`
}
