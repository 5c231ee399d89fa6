import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { type PendingStores, createLazyMigrationStores } from '../stores/migration-stores.js'
import { toMigrationError } from './to-migration-error.js'
import { MigrationDependencies } from './dependencies.js'
import { DEFAULT_WAIT_TIMEOUT_MS, type MigrateOptions } from './migrate-options.js'
import type { MigrateReport, MigrationResult, StoreDrift, StoreProblem } from './migrate-report.js'
import { migrateStore } from './migrate-store.js'
import { selectStores, loadMigrations } from './migration-set.js'

/**
 * Applies what is pending in all stores at the same time. A store that fails does not stop the others; the report has a
 * result for each migration that was tried. A store that is still being opened is migrated once it is open. Where
 * nothing is pending it takes no lock, reads ledger and schema, and tells how the schema differs from what was left.
 */
export async function migrateStores(
  stores: PendingStores,
  options: MigrateOptions = {},
): Promise<MigrateReport> {
  const started = performance.now()
  const all = createLazyMigrationStores(stores)
  const chosen = selectStores(options)
  const history = await loadMigrations(options)
  const dependencies = new MigrationDependencies(all, history, options.waitMs ?? DEFAULT_WAIT_TIMEOUT_MS)
  const results: MigrationResult[] = []
  const problems: StoreProblem[] = []
  const drift: StoreDrift[] = []
  for (const store of STORE_NAMES) {
    if (!chosen.includes(store))
      dependencies.markFailed(
        store,
        history[store].map(({ id }) => id),
      )
  }
  await Promise.all(
    chosen.map(async (store) => {
      try {
        const run = await migrateStore(await all[store](), history[store], dependencies, options)
        results.push(...run.results)
        drift.push(...run.drift.map((each) => ({ store, ...each })))
      } catch (error) {
        problems.push({ store, error: toMigrationError(error, `Migrating ${store}`) })
      }
    }),
  )
  const rank = ({ store }: { readonly store: StoreName }): number => STORE_NAMES.indexOf(store)
  return {
    ok: problems.length === 0 && results.every(({ outcome }) => outcome === 'applied'),
    items: results.sort((a, b) => rank(a) - rank(b)),
    problems: problems.sort((a, b) => rank(a) - rank(b)),
    drift: drift.sort((a, b) => rank(a) - rank(b)),
    elapsedMs: Math.round(performance.now() - started),
  }
}
