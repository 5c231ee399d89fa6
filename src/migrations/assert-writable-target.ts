import { assertLocalTarget } from '../stores/assert-local-target.js'
import type { MigrationStore } from '../stores/contracts/migration-store.js'
import { targetProtected } from '../stores/target-protected.js'
import type { MigrateOptions } from './migrate-options.js'

/** Throws `TARGET_PROTECTED` or `REMOTE_TARGET_NOT_ALLOWED` if the options do not permit changing the store. */
export async function assertWritableTarget(
  store: MigrationStore,
  { allowRemote, protectedStores = [] }: MigrateOptions,
): Promise<void> {
  if (protectedStores.includes(store.name)) throw targetProtected(store.name)
  if (allowRemote !== true) await assertLocalTarget(store)
}
