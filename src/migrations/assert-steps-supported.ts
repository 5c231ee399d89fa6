import type { Migration, MigrationStep, MigrationStore } from '../stores/contracts/migration-store.js'
import { locateFailure } from './locate-failure.js'
import type { PendingMigration } from './list-pending-migrations.js'

/** The steps that an earlier run did not complete. */
export function listRemainingSteps({ migration, entry }: PendingMigration): readonly MigrationStep[] {
  return migration.up.slice(entry?.done.length ?? 0)
}

/** Throws `MIGRATION_UNSUPPORTED` before anything is run if the server cannot perform a step. */
export async function assertStepsSupported(
  store: MigrationStore,
  pending: readonly PendingMigration[],
): Promise<void> {
  const found = await store.findUnsupported?.(pending.flatMap(listRemainingSteps))
  if (found === undefined) return
  const { step, error } = found
  const migration = pending.find((each) => each.migration.up.includes(step))?.migration as Migration
  throw locateFailure(error, migration, step)
}
