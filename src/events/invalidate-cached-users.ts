import { setTimeout as sleep } from 'node:timers/promises'
import { isTransientError } from '../stores/is-transient-error.js'
import type { PostgresStore } from '../stores/postgres/client/postgres-store.js'
import { readLastPosition, type LoggedEvent } from './event-log.js'
import { followEvents } from './follow-events.js'

/** A cache of users. */
export interface InvalidatableUserCache {
  invalidate(userId: string, version: number): Promise<void>
}

const RETRY_INTERVAL_MS = 500

/**
 * Invalidates changed and deleted users in a cache until disposed. Every process runs it for its own cache, from the time
 * it starts; after PostgreSQL was unreachable it resumes at its last position.
 */
export function invalidateCachedUsers(
  store: PostgresStore,
  cache: InvalidatableUserCache,
  onError: (error: unknown) => void = () => {},
): AsyncDisposable {
  const stop = new AbortController()
  const { signal } = stop
  let position: bigint | undefined
  const follow = async (): Promise<void> => {
    position ??= await readLastPosition(store.pool)
    for await (const logged of followEvents(store, position, { type: 'identity.user.*' }, signal)) {
      await invalidateChangedUser(logged, cache)
      position = logged.position
    }
  }
  const running = (async () => {
    while (!signal.aborted) {
      await follow().catch((error: unknown) => {
        if (!signal.aborted && !isTransientError(error)) onError(error)
      })
      await sleep(RETRY_INTERVAL_MS, undefined, { signal }).catch(() => {})
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function invalidateChangedUser({ event }: LoggedEvent, cache: InvalidatableUserCache): Promise<void> {
  if (event.type === 'identity.user.deleted') await cache.invalidate(event.subject, Infinity)
  if (event.type === 'identity.user.updated') await cache.invalidate(event.subject, event.aggregateversion)
}
