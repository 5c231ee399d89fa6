import type { ResolvedConfig } from '../config/resolved-config.js'
import type { DataChanges } from '../core/data-changes.js'
import type { StoreName } from '../core/store-name.js'
import type { LockHolder, LockOptions, LockPurpose, Migration } from '../stores/contracts/migration-store.js'
import type { MigrationSetOptions } from './migration-set.js'

/** Options of `migrate` of a stack. */
export interface StackMigrateOptions extends Pick<MigrationSetOptions, 'directories' | 'only'> {
  /** How long to wait for the migration lock, milliseconds; default 60,000. */
  readonly waitMs?: number
  /** PostgreSQL's `lock_timeout` while migrating, milliseconds; 0 means none. Default: `migrations.lockTimeout` of homemanager.yaml, which is 10 seconds if it is not set. */
  readonly lockTimeoutMs?: number
  /** Timeout of one PostgreSQL statement or one DynamoDB index build, milliseconds; 0 means none. Default: `migrations.statementTimeout` of homemanager.yaml, which is 300 seconds if it is not set. */
  readonly statementTimeoutMs?: number
  /** Apply a pending migration although a later one of its origin is already applied. Default: false. */
  readonly allowOutOfOrder?: boolean
  /** Continue although applied migrations have no file, for example after switching to another git branch. Default: false. */
  readonly allowUnknownMigrations?: boolean
  /** Migrate stores that are not on this machine. Default: false. */
  readonly allowRemote?: boolean
  /** When aborted, the run cancels the current step and stops. */
  readonly signal?: AbortSignal
  /** Called before each step of a migration. */
  readonly onStep?: (migration: Migration, index: number, note?: string) => void
  /** Called if another process holds the lock of this store. */
  readonly onWait?: (store: StoreName, holder: LockHolder | undefined) => void
}

/** Options of a migration run. */
export interface MigrateOptions extends StackMigrateOptions, MigrationSetOptions {
  /** Migrations that stay pending, with those after them in the same store, such as `postgres/0003-drop`. Default: none. */
  readonly leavePending?: readonly string[]
  /** Called once before anything is run, if something is pending: keeps the engines running until it is disposed. */
  readonly lockStack?: () => Promise<Disposable | undefined>
  /** Stores that may not be changed. */
  readonly protectedStores?: readonly StoreName[]
  /** The configuration whose settings of databases are applied after the migrations. Default: none are. */
  readonly config?: ResolvedConfig
  /** Gets the migrations that have begun and were not rolled back. */
  readonly changes?: DataChanges
  /** The stack was never migrated: a store without a history is migrated while others are still opening. Default: false. */
  readonly isNew?: boolean
}

/** Returns the lock options of one store, with defaults applied. */
export function toLockOptions(
  store: StoreName,
  options: MigrateOptions,
  purpose: LockPurpose = 'migrate',
): LockOptions {
  return {
    purpose,
    waitMs: options.waitMs ?? DEFAULT_WAIT_TIMEOUT_MS,
    lockTimeoutMs: options.lockTimeoutMs ?? 5000,
    statementTimeoutMs: options.statementTimeoutMs ?? 0,
    ...(options.signal ? { signal: options.signal } : {}),
    onWait: (holder) => options.onWait?.(store, holder),
  }
}

export const DEFAULT_WAIT_TIMEOUT_MS = 60_000
