import { LRUCache } from 'lru-cache'
import type { DirectoryUser, UserDirectory } from '../../services/http/user-directory.js'
import { parseDirectoryUser } from './parse-directory-user.js'
import { createMemoryUserCache, USER_CACHE_TTL_MS, type UserCache } from './user-cache.js'

/** A directory that remembers; whoever hears of a change says so. */
export interface CachedUserDirectory extends UserDirectory, AsyncDisposable {
  /** A user is at this version now; Infinity when deleted. Nothing older is given out from here on. */
  invalidate(userId: string, version: number): Promise<void>
  readonly counts: CacheCounts
}

export interface CacheCounts {
  hits: number
  misses: number
}

/** No entry of before an invalidation lives longer: entries end after 15 minutes, and a load takes seconds. */
const INVALIDATION_TTL_MS = USER_CACHE_TTL_MS + 60_000
/** A change can be seen while a user is being loaded; identity has it by then, so that the next load is new enough. */
const MAX_LOAD_ATTEMPTS = 3

/** Puts the caches in front of a directory, the nearest first. Concurrent misses of a user load it once. */
export function createCachedUserDirectory(
  source: UserDirectory,
  tiers: readonly UserCache[] = [createMemoryUserCache()],
): CachedUserDirectory {
  const oldest = new LRUCache<string, number>({ max: 100_000, ttl: INVALIDATION_TTL_MS })
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
      // Another caller may not be shown the user; only what was found is shared.
      const shared = others === undefined ? undefined : await others
      if (shared !== undefined && fresh(shared)) return shared
      const mine = load(userId, authorization)
      // A load that fails is the failure of everyone who waited, and of nobody else.
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
      // A change may have been seen between the two.
      if (fresh(user)) return user
    }
    return undefined
  }

  async function load(userId: string, authorization: string | undefined): Promise<DirectoryUser | undefined> {
    for (let attempt = 1; ; attempt++) {
      // Whatever a directory answers, only public fields are kept.
      const user = parseDirectoryUser(await source.find(userId, authorization))
      if (user === undefined) return undefined
      if (fresh(user)) {
        await Promise.all(tiers.map((tier) => tier.set(user)))
        if (fresh(user)) return user
        await Promise.all(tiers.map((tier) => tier.delete(userId)))
      }
      // Straight from the source, and not kept; only a user who is deleted does not come back.
      if (attempt >= MAX_LOAD_ATTEMPTS) return oldest.get(userId) === Infinity ? undefined : user
    }
  }
}
