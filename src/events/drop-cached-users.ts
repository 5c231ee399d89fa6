import { setTimeout as sleep } from 'node:timers/promises'
import { EVENT_TYPES } from '../domain/event-types.js'
import { isPassingFailure } from '../stores/is-passing-failure.js'
import type { PostgresStore } from '../stores/postgres/postgres-store.js'
import { lastPosition, type LoggedEvent } from './event-log.js'
import { followEvents } from './follow-events.js'

/** Whatever keeps copies of users. */
export interface UserInvalidation {
  invalidate(userId: string, version: number): Promise<void>
}

const AGAIN_MS = 500

/**
 * Tells a cache of every user that changed or is gone, as long as it is not disposed. Every process does this for
 * itself, from the moment it starts; where PostgreSQL was away it goes on from where it stood.
 */
export function dropCachedUsers(
  store: PostgresStore,
  cache: UserInvalidation,
  onError: (error: unknown) => void = () => {},
): AsyncDisposable {
  const stop = new AbortController()
  const { signal } = stop
  let position: bigint | undefined
  const follow = async (): Promise<void> => {
    position ??= await lastPosition(store.pool)
    for await (const logged of followEvents(store, position, { type: 'identity.user.*' }, signal)) {
      await drop(logged, cache)
      position = logged.position
    }
  }
  const running = (async () => {
    while (!signal.aborted) {
      await follow().catch((error: unknown) => {
        if (!signal.aborted && !isPassingFailure(error)) onError(error)
      })
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => {})
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

async function drop({ event }: LoggedEvent, cache: UserInvalidation): Promise<void> {
  if (event.type === EVENT_TYPES.userDeleted) await cache.invalidate(event.subject, Infinity)
  if (event.type === EVENT_TYPES.userUpdated) await cache.invalidate(event.subject, event.aggregateversion)
}
