import type { StoreName } from '../core/store-name.js'
import type { LockHolder, LockOptions, Migration } from '../stores/migration-store.js'
import type { MigrationSetOptions } from './migration-set.js'

/** How migrations are run; everything may be left out. */
export interface MigrateOptions extends MigrationSetOptions {
  /** How long to wait for another runner, milliseconds; default 60,000. */
  readonly waitMs?: number
  /** PostgreSQL's `lock_timeout` while migrating, milliseconds; default 5,000; 0 none. */
  readonly lockTimeoutMs?: number
  /** Patience with one statement, or one DynamoDB index build, milliseconds; default none. */
  readonly statementTimeoutMs?: number
  /** Apply a pending migration although a later one of its history was applied. */
  readonly allowOutOfOrder?: boolean
  /** Change stores that are not on this machine. */
  readonly allowRemote?: boolean
  /** Stops before the next step. */
  readonly signal?: AbortSignal
  readonly onStep?: (migration: Migration, index: number, note?: string) => void
  /** Another runner has the lock of this store. */
  readonly onWait?: (store: StoreName, holder: LockHolder | undefined) => void
}

/** The options of one store's lock, with their defaults. */
export function toLockOptions(store: StoreName, options: MigrateOptions): LockOptions {
  return {
    waitMs: options.waitMs ?? DEFAULT_WAIT_TIMEOUT_MS,
    lockTimeoutMs: options.lockTimeoutMs ?? 5000,
    statementTimeoutMs: options.statementTimeoutMs ?? 0,
    ...(options.signal ? { signal: options.signal } : {}),
    onWait: (holder) => options.onWait?.(store, holder),
  }
}

export const DEFAULT_WAIT_TIMEOUT_MS = 60_000
