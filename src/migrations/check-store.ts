import type { Migration, MigrationHistory, MigrationStore } from '../stores/contracts/migration-store.js'
import { assertNoSchemaDrift } from './assert-no-schema-drift.js'
import { assertStepsSupported } from './assert-steps-supported.js'
import { assertWritableTarget } from './assert-writable-target.js'
import { assessMigrations } from './assess-migrations.js'
import { listPendingMigrations, listRolledBack } from './list-pending-migrations.js'
import type { MigrateOptions } from './migrate-options.js'
import type { RolledBackMigration } from './migrate-report.js'
import type { SchemaDrift } from './schema-drift.js'
import { withLock } from './with-lock.js'

/** A store and its history, as read without the lock. */
export interface ReadStore {
  readonly store: MigrationStore
  readonly history: MigrationHistory
}

/** What was found in a store before anything was run. */
export interface CheckedStore extends ReadStore {
  readonly isPending: boolean
  /** If something is pending: what was added to the schema without a migration. */
  readonly drift: readonly SchemaDrift[]
  readonly rolledBack: readonly RolledBackMigration[]
}

/**
 * Finds what a run would do in a store. Throws if the files, the history and the schema disagree, or the server cannot perform a step.
 * Changes nothing.
 */
export async function checkStore(
  { store, history }: ReadStore,
  migrations: readonly Migration[],
  options: MigrateOptions,
): Promise<CheckedStore> {
  const assessments = assessMigrations(migrations, history.entries)
  const pending = listPendingMigrations(store, assessments, options)
  const isPending = pending.length > 0
  let drift: readonly SchemaDrift[] = []
  if (isPending) {
    await assertWritableTarget(store, options)
    drift = await assertSchemaFits(store, history, migrations, options)
    await assertStepsSupported(store, pending)
  }
  return { store, history, isPending, drift, rolledBack: listRolledBack(store, assessments) }
}

/** Another process that is migrating at this moment is no drift: it is looked at again under the lock. */
async function assertSchemaFits(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
  options: MigrateOptions,
): Promise<readonly SchemaDrift[]> {
  try {
    return await assertNoSchemaDrift(store, history, migrations)
  } catch {
    return await withLock(
      store,
      options,
      async (session) => assertNoSchemaDrift(store, await session.readHistory(), migrations),
      'record',
    )
  }
}
