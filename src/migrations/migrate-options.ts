import type { StoreName } from '../core/store-name.js'
import type { LockHolder, Migration } from '../stores/migration-store.js'

export interface MigrateOptions {
  /** Folders with the user's own migrations, absolute: `config.migrations.folders`. */
  readonly folders?: Readonly<Partial<Record<StoreName, string>>>
  /** Only these stores; default all. */
  readonly only?: readonly StoreName[]
  /** How long to wait for another runner, milliseconds; default 60,000. */
  readonly waitMs?: number
  /** PostgreSQL's `lock_timeout` while migrating, milliseconds; default 5,000; 0 none. */
  readonly lockTimeoutMs?: number
  /** Patience with one statement, or one DynamoDB index build, milliseconds; default none. */
  readonly statementTimeoutMs?: number
  /** Apply a pending migration although a later one of its history was applied. */
  readonly allowOutOfOrder?: boolean
  /** Stops before the next step. */
  readonly signal?: AbortSignal
  readonly onStep?: (migration: Migration, index: number, note?: string) => void
  /** Another runner has the lock of this store. */
  readonly onWait?: (store: StoreName, holder: LockHolder | undefined) => void
}
