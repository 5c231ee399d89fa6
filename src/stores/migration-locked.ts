import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { MIGRATION_STORE_ERRORS } from './migration-store-errors.js'
import type { LockHolder } from './migration-store.js'

/** The error of a runner that waited long enough for another one. */
export function migrationLocked(store: StoreName, waitMs: number, holder: LockHolder | undefined): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_LOCKED, {
    message: `Another runner migrates ${store}; waited ${Math.round(waitMs / 1000)} s for it.`,
    detail: holder
      ? `The lock is held by pid ${holder.pid} on ${holder.host} since ${holder.since}.`
      : 'Who holds the lock is not known.',
    suggestion: 'Wait for it, or if it is gone run homemanager migrate unlock.',
  })
}

/** The error of a runner whose lock is no longer its own. */
export function migrationLockLost(store: StoreName, cause?: unknown): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_LOCK_LOST, {
    message: `The migration lock of ${store} was lost; nothing more was written there.`,
    detail: 'It was taken away by migrate unlock, or the store was out of reach for too long.',
    suggestion: 'Run homemanager migrate status, then homemanager migrate again.',
    cause,
  })
}
