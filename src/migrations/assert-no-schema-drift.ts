import { HomeError } from '../core/home-error.js'
import type { MigrationHistory, Migration, MigrationStore } from '../stores/migration-store.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { describeDrift, findSchemaDrift } from './schema-drift.js'

/** Throws `MIGRATION_SCHEMA_DRIFT` when somebody changed the schema by hand: the next migration was not written for that. */
export async function assertNoSchemaDrift(
  store: MigrationStore,
  history: MigrationHistory,
  migrations: readonly Migration[],
): Promise<void> {
  const drift = await findSchemaDrift(store, history, migrations)
  const wanting = drift.filter(({ problem }) => problem !== 'extra')
  if (wanting.length === 0) return
  throw new HomeError(MIGRATION_ERRORS.MIGRATION_SCHEMA_DRIFT, {
    message: `The schema of ${store.name} was changed without a migration; nothing was run.`,
    detail: wanting.map(describeDrift).join('\n'),
    suggestion: 'Put it back as it was, or run homemanager migrate repair to accept it as it is.',
  })
}
