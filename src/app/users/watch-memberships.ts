import { createLruCache } from '../../core/create-lru-cache.js'
import { debug } from '../../core/debug.js'
import type { MembershipDirectory } from '../../services/http/requests/membership-directory.js'
import type { Principal } from '../../services/http/requests/principal.js'
import { membershipOfUser } from '../../services/identity/access-patterns/user-patterns.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { type MovedMembership, openMembershipListener, withTimeout } from './membership-listener.js'

/** A membership directory that is notified of every change. */
export interface WatchedMemberships extends MembershipDirectory, AsyncDisposable {}

/** Below the second after which a token must be refused: the rest is for the request itself. */
const MAX_AGE_MS = 800
/** The connection is checked again in the background at this age, so that requests rarely wait for it. */
const REFRESH_AGE_MS = 400
/** While PostgreSQL is unreachable, it is tried again after this time. */
const RETRY_INTERVAL_MS = 1000
const MAX_USERS = 100_000

interface KnownMembership {
  /** Infinity if the user was deleted. */
  readonly version: number
  /** The connection that has notified of later changes since. */
  readonly generation: number
}

/**
 * Reads the versions of memberships from PostgreSQL, each once, and is notified of changes. A token is accepted only if the
 * notifying connection has answered within the last second of the monotonic clock, so neither a lost notification nor a
 * process that was suspended extends the life of a token. While PostgreSQL is unreachable, no membership can change: tokens
 * are then accepted unless a newer version is known.
 */
export function watchMemberships(
  store: PostgresStore,
  onMoved: (moved: MovedMembership) => void = () => {},
): WatchedMemberships {
  const known = createLruCache<KnownMembership>({ maxEntries: MAX_USERS })
  let failedAt = -Infinity
  const listener = openMembershipListener(store.endpoint.url, (moved) => {
    remember(moved.userId, moved.membershipVersion, listener.generation)
    onMoved(moved)
  })

  return {
    isCurrent(principal) {
      const entry = known.get(principal.userId)
      // Versions only increase, so an old entry is a reason to refuse, and only a current one to accept.
      if (entry !== undefined && entry.version > principal.membershipVersion) return false
      const age = performance.now() - listener.provenAt
      if (age > REFRESH_AGE_MS) listener.prove().catch(() => {})
      if (age <= MAX_AGE_MS && entry?.generation === listener.generation) return true
      return check(principal)
    },
    [Symbol.asyncDispose]: async () => listener[Symbol.asyncDispose](),
  }

  async function check(principal: Principal): Promise<boolean> {
    if (performance.now() - failedAt < RETRY_INTERVAL_MS) return true
    try {
      if (performance.now() - listener.provenAt > MAX_AGE_MS) await listener.prove()
      const { generation } = listener
      const entry = known.get(principal.userId)
      const version = entry?.generation === generation ? entry.version : await lookUp(principal.userId)
      remember(principal.userId, version, generation)
      return (known.get(principal.userId)?.version ?? version) <= principal.membershipVersion
    } catch (error) {
      debug(() => `Memberships cannot be checked, because PostgreSQL is unreachable: ${String(error)}`)
      failedAt = performance.now()
      return (known.get(principal.userId)?.version ?? 0) <= principal.membershipVersion
    }
  }

  function remember(userId: string, version: number, generation: number): void {
    known.set(userId, { version: Math.max(version, known.get(userId)?.version ?? 0), generation })
  }

  async function lookUp(userId: string): Promise<number> {
    const { rows } = await withTimeout(
      store.pool.query<{ membership_version: number }>(membershipOfUser.request(userId)),
    )
    return rows[0]?.membership_version ?? Infinity
  }
}
