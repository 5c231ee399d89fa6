import { addAbortListener } from 'node:events'
import { isAbortError } from '../core/is-abort-error.js'
import { mapStores, STORE_NAMES, type StoreName } from '../core/store-name.js'
import { type PendingStores, createMigrationStore } from '../stores/create-migration-stores.js'
import type { MigrationStore } from '../stores/contracts/migration-store.js'
import { toMigrationError } from './to-migration-error.js'
import { MigrationDependencies } from './dependencies.js'
import { DEFAULT_WAIT_TIMEOUT_MS, type MigrateOptions } from './migrate-options.js'
import type {
  MigrateReport,
  MigrationResult,
  RolledBackMigration,
  StoreDrift,
  StoreProblem,
} from './migrate-report.js'
import { checkStore, type ReadStore } from './check-store.js'
import { migrateStore } from './migrate-store.js'
import { applyStoreSettings, type StoreSettingChange } from './store-settings.js'
import { selectStores, loadMigrations } from './migration-set.js'

/**
 * Applies the pending migrations of all stores concurrently, after a check of each: if one fails, nothing is run in any store. A migration
 * that fails does not stop the other stores; the report has a result for each that was attempted. Stores may still be opening. One without pending migrations is not locked; its schema drift is reported.
 */
export async function migrateStores(
  stores: PendingStores,
  options: MigrateOptions = {},
): Promise<MigrateReport> {
  const started = performance.now()
  const all = mapStores((name) => async () => createMigrationStore(name, stores))
  const selected = selectStores(options)
  const reading = mapStores(async (name) =>
    selected.includes(name) ? readStore(await all[name]()) : undefined,
  )
  // Their errors are those of the checks.
  void Promise.allSettled(Object.values(reading))
  const migrations = await loadMigrations(options)
  // It rejects cycles: nothing is checked then.
  const dependencies = new MigrationDependencies(all, migrations, options.waitMs ?? DEFAULT_WAIT_TIMEOUT_MS)
  const checks = mapStores(async (name) => {
    const read = await reading[name]
    return read && checkStore(read, migrations[name], options)
  })
  const results: MigrationResult[] = []
  const problems: StoreProblem[] = []
  const drift: StoreDrift[] = []
  const rolledBack: RolledBackMigration[] = []
  const settings: StoreSettingChange[] = []
  using stack = new StackLock(options)
  // Locks are acquired while the other stores are checked, and released if one of them fails.
  const failed = new AbortController()
  for (const check of Object.values(checks)) check.catch(() => failed.abort())
  const { signal } = options
  // Not by AbortSignal.any, whose result Node.js 20 may collect while something waits for it.
  using _listener = signal && addAbortListener(signal, () => failed.abort(signal.reason))
  const haveAllPassed = Promise.allSettled(Object.values(checks)).then((all) =>
    all.every(({ status }) => status === 'fulfilled'),
  )
  for (const store of STORE_NAMES) {
    if (!selected.includes(store))
      dependencies.markFailed(
        store,
        migrations[store].map(({ id }) => id),
      )
  }
  await Promise.all(
    selected.map(async (store) => {
      try {
        const checked = await checks[store]
        // That of another store is reported there.
        if (checked === undefined) return
        const isNew = options.isNew === true && checked.history.entries.length === 0
        if (checked.isPending) await stack.acquire()
        const run = await migrateStore(checked, migrations[store], dependencies, {
          ...options,
          ...(isNew ? {} : { waitSignal: failed.signal }),
          isPossible: isNew ? Promise.resolve(true) : haveAllPassed,
        })
        results.push(...run.results)
        drift.push(...run.drift.map((each) => ({ store, ...each })))
        rolledBack.push(...run.rolledBack)
        if (run.results.every(({ outcome }) => outcome === 'applied'))
          settings.push(...(await applyStoreSettings(stores, store, options)))
      } catch (error) {
        // The problem is that of another store.
        if (signal?.aborted !== true && isAbortError(error, failed.signal)) return
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
    rolledBack: rolledBack.sort((a, b) => rank(a) - rank(b)),
    settings: settings.sort((a, b) => rank(a) - rank(b)),
    elapsedMs: Math.round(performance.now() - started),
  }
}

async function readStore(store: MigrationStore): Promise<ReadStore> {
  return { store, history: await store.readHistory() }
}

/** The stack lock, which the first store with pending migrations acquires for all. */
class StackLock implements Disposable {
  readonly #lock: MigrateOptions['lockStack']
  #acquiring: Promise<void> | undefined
  #acquired: Disposable | undefined

  constructor({ lockStack }: MigrateOptions) {
    this.#lock = lockStack
  }

  async acquire(): Promise<void> {
    await (this.#acquiring ??= this.#acquire())
  }

  async #acquire(): Promise<void> {
    this.#acquired = await this.#lock?.()
  }

  [Symbol.dispose](): void {
    this.#acquired?.[Symbol.dispose]()
  }
}
