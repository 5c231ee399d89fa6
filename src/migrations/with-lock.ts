import type { LockPurpose, MigrationSession, MigrationStore } from '../stores/contracts/migration-store.js'
import { toLossError } from '../stores/to-loss-error.js'
import { type MigrateOptions, toLockOptions } from './migrate-options.js'

/** Holds the migration lock of a store for the time of `work`. Throws `MIGRATION_LOCK_LOST` if `work` fails because the lock was lost. */
export async function withLock<T>(
  store: MigrationStore,
  options: MigrateOptions,
  work: (session: MigrationSession) => Promise<T>,
  purpose?: LockPurpose,
): Promise<T> {
  await using session = await store.lock(toLockOptions(store.name, options, purpose))
  try {
    return await work(session)
  } catch (error) {
    throw await toLossError(error, session.signal)
  }
}
