import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { type OpeningStores, openingMigrationStores } from '../stores/migration-stores.js'
import { asHomeError } from './as-home-error.js'
import { Dependencies } from './dependencies.js'
import { DEFAULT_WAIT_MS, type MigrateOptions } from './migrate-options.js'
import type { MigrateReport, MigrationResult, StoreDrift, StoreProblem } from './migrate-report.js'
import { migrateStore } from './migrate-store.js'
import { chosenStores, loadHistory } from './migration-set.js'

/**
 * Applies what is pending in all stores at the same time. A store that fails does not stop the others; the report has a
 * result for each migration that was tried. A store that is still being opened is migrated once it is open. Where
 * nothing is pending it takes no lock, reads ledger and schema, and tells how the schema differs from what was left.
 */
export async function migrateStores(
  stores: OpeningStores,
  options: MigrateOptions = {},
): Promise<MigrateReport> {
  const started = performance.now()
  const all = openingMigrationStores(stores)
  const chosen = chosenStores(options)
  const history = await loadHistory(options)
  const dependencies = new Dependencies(all, history, options.waitMs ?? DEFAULT_WAIT_MS)
  const results: MigrationResult[] = []
  const problems: StoreProblem[] = []
  const drift: StoreDrift[] = []
  for (const store of STORE_NAMES) {
    if (!chosen.includes(store))
      dependencies.giveUp(
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
        problems.push({ store, error: asHomeError(error, `Migrating ${store}`) })
      }
    }),
  )
  const rank = ({ store }: { readonly store: StoreName }): number => STORE_NAMES.indexOf(store)
  return {
    ok: problems.length === 0 && results.every(({ outcome }) => outcome === 'applied'),
    results: results.sort((a, b) => rank(a) - rank(b)),
    problems: problems.sort((a, b) => rank(a) - rank(b)),
    drift: drift.sort((a, b) => rank(a) - rank(b)),
    elapsedMs: Math.round(performance.now() - started),
  }
}
