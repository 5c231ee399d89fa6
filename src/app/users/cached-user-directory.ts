import { createLruCache } from '../../core/create-lru-cache.js'
import type { DirectoryUser, UserDirectory } from '../../services/http/requests/user-directory.js'
import { parseDirectoryUser } from './parse-directory-user.js'
import { createMemoryUserCache, USER_CACHE_TTL_MS, type UserCache } from './user-cache.js'

/** A user directory with caches that can be invalidated. */
export interface CachedUserDirectory extends UserDirectory, AsyncDisposable {
  /** Invalidates versions of a user before this one; Infinity if the user was deleted. */
  invalidate(userId: string, version: number): Promise<void>
  readonly counts: CacheCounts
}

export interface CacheCounts {
  hits: number
  misses: number
}

/** No entry from before an invalidation lives longer: entries expire after 15 minutes, and a load takes seconds. */
const INVALIDATION_TTL_MS = USER_CACHE_TTL_MS + 60_000
/** A change can arrive while a user is being loaded; by then the identity service has it, so the next load is current. */
const MAX_LOAD_ATTEMPTS = 3

/** Adds caches in front of a directory, the fastest first. Concurrent misses for a user cause one load. */
export function createCachedUserDirectory(
  source: UserDirectory,
  tiers: readonly UserCache[] = [createMemoryUserCache()],
): CachedUserDirectory {
  const oldest = createLruCache<number>({ maxEntries: 100_000, ttl: INVALIDATION_TTL_MS })
  const loading = new Map<string, Promise<DirectoryUser | undefined>>()
  const counts: CacheCounts = { hits: 0, misses: 0 }
  const fresh = (user: DirectoryUser): boolean => user.version >= (oldest.get(user.id) ?? 0)
  return {
    counts,
    async find(userId, authorization) {
      const kept = await lookup(userId)
      if (kept !== undefined) {
        counts.hits++
        return kept
      }
      counts.misses++
      const others = loading.get(userId)
      // Another caller may not be allowed to see the user; only a found user is shared.
      const shared = others === undefined ? undefined : await others
      if (shared !== undefined && fresh(shared)) return shared
      const mine = load(userId, authorization)
      // A failed load fails for all callers that waited for it, and only for them.
      loading.set(userId, mine)
      try {
        return await mine
      } finally {
        if (loading.get(userId) === mine) loading.delete(userId)
      }
    },
    async invalidate(userId, version) {
      oldest.set(userId, Math.max(version, oldest.get(userId) ?? 0))
      loading.delete(userId)
      await Promise.all(tiers.map((tier) => tier.delete(userId)))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(tiers.map((tier) => tier[Symbol.asyncDispose]()))
    },
  }

  async function lookup(userId: string): Promise<DirectoryUser | undefined> {
    for (const [n, tier] of tiers.entries()) {
      const user = await tier.get(userId)
      if (user === undefined || user.id !== userId || !fresh(user)) continue
      for (const nearer of tiers.slice(0, n)) await nearer.set(user)
      // A change may have arrived in between.
      if (fresh(user)) return user
    }
    return undefined
  }

  async function load(userId: string, authorization: string | undefined): Promise<DirectoryUser | undefined> {
    for (let attempt = 1; ; attempt++) {
      // Only public fields are cached.
      const user = parseDirectoryUser(await source.find(userId, authorization))
      if (user === undefined) return undefined
      if (fresh(user)) {
        await Promise.all(tiers.map((tier) => tier.set(user)))
        if (fresh(user)) return user
        await Promise.all(tiers.map((tier) => tier.delete(userId)))
      }
      // Read from the source and not cached; a deleted user is never returned.
      if (attempt >= MAX_LOAD_ATTEMPTS) return oldest.get(userId) === Infinity ? undefined : user
    }
  }
}
