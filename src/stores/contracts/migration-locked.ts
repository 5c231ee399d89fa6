import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { MIGRATION_STORE_ERRORS } from './migration-store-errors.js'
import type { LockHolder } from './migration-store.js'

/** The error of a process that timed out waiting for the migration lock. */
export function migrationLocked(store: StoreName, waitMs: number, holder: LockHolder | undefined): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_LOCKED, {
    message: `Timed out after waiting ${Math.round(waitMs / 1000)} s for the migration lock of ${store}.`,
    detail: holder
      ? `Another process holds the lock: PID ${holder.pid} on ${holder.host}, since ${holder.since}.`
      : 'Another process holds the lock.',
    suggestion:
      'Run the command again later. If that process is no longer running, run homemanager migrate unlock.',
  })
}

/** The error of a process that lost the migration lock. */
export function migrationLockLost(store: StoreName, cause?: unknown): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_LOCK_LOST, {
    message: `The migration lock of ${store} was lost; nothing more was written to it.`,
    detail: `The engine of ${store} was stopped or restarted, or was unreachable for too long, or homemanager migrate unlock released the lock.`,
    suggestion: 'Run homemanager migrate status, then homemanager migrate again.',
    cause,
  })
}
