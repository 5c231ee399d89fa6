import { HomeError } from '../core/home-error.js'
import type { Ledger, Migration, MigrationStore } from '../stores/migration-store.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { describeDrift, schemaDrift } from './schema-drift.js'

/** Throws `MIGRATION_SCHEMA_DRIFT` when somebody changed the schema by hand: the next migration was not written for that. */
export async function refuseSchemaDrift(
  store: MigrationStore,
  ledger: Ledger,
  migrations: readonly Migration[],
): Promise<void> {
  const drift = await schemaDrift(store, ledger, migrations)
  const wanting = drift.filter(({ problem }) => problem !== 'extra')
  if (wanting.length === 0) return
  throw new HomeError(MIGRATION_ERRORS.MIGRATION_SCHEMA_DRIFT, {
    message: `The schema of ${store.name} was changed without a migration; nothing was run.`,
    detail: wanting.map(describeDrift).join('\n'),
    suggestion: 'Put it back as it was, or run homemanager migrate repair to accept it as it is.',
  })
}
