import { HomeError } from '../core/home-error.js'
import type { MigrationHistory, Migration, MigrationStore } from '../stores/contracts/migration-store.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { describeDrift, findSchemaDrift, type SchemaDrift } from './schema-drift.js'

/**
 * Throws `MIGRATION_SCHEMA_DRIFT` if something is missing or was changed without a migration: later migrations may not fit it. Resolves
 * to what was added.
 */
export async function assertNoSchemaDrift(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
): Promise<readonly SchemaDrift[]> {
  const drift = await findSchemaDrift(store, history, migrations)
  const blocking = drift.filter(({ problem }) => problem !== 'extra')
  if (blocking.length === 0) return drift
  throw new HomeError(MIGRATION_ERRORS.MIGRATION_SCHEMA_DRIFT, {
    message: `The schema of ${store.name} was changed without a migration; nothing was run.`,
    detail: blocking.map(describeDrift).join('\n'),
    suggestion: 'Restore the schema, or run homemanager migrate repair to accept it.',
  })
}
