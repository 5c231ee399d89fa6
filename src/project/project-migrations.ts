import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { Repair } from '../migrations/find-repairs.js'
import type { MigrationStatus, UncomparedSchema } from '../migrations/list-migration-statuses.js'
import type { DataEffects } from '../migrations/list-data-effects.js'
import type { MigrateOptions } from '../migrations/migrate-options.js'
import type { MigrateReport } from '../migrations/migrate-report.js'
import type { MigrationPlan } from '../migrations/plan-migrations.js'
import type { StoreSettingChange } from '../migrations/store-settings.js'
import type { RevertSelection } from '../migrations/plan-revert.js'
import type { LockHolder } from '../stores/contracts/migration-store.js'
import type { Stores } from '../stores/stores.js'

/** A migration that `revert` would revert. */
export interface PlannedRevert {
  readonly store: StoreName
  readonly id: string
  /** What its down migration would lose, lock or rewrite given the current data. */
  readonly warnings: readonly string[]
}

export interface MigrationStatuses {
  readonly statuses: readonly MigrationStatus[]
  /** The stores of which the schema was not compared. */
  readonly uncompared: readonly UncomparedSchema[]
}

/** The lock of a store that another process holds while it migrates. */
export interface MigrationLock {
  readonly store: StoreName
  readonly holder: LockHolder
}

export interface RecordOptions {
  /**
   * Called before histories may change. Returns what is called afterwards: whether they are those of the files now; undefined if that is
   * to be found out. Without it, nothing is recorded.
   */
  readonly startRecording?: () => (isComplete: boolean | undefined) => Promise<void>
}

/** What can be done with the migrations of open stores. Each method loads the modules that it needs. */
export class ProjectMigrations {
  readonly #stores: Stores
  readonly #options: MigrateOptions
  readonly #startRecording: RecordOptions['startRecording']

  /** The options apply to every method. */
  constructor(stores: Stores, options: MigrateOptions & RecordOptions) {
    this.#stores = stores
    this.#options = options
    this.#startRecording = options.startRecording
  }

  /** Applies pending migrations. A failed migration does not throw; it is in the report. */
  async apply(onStep?: MigrateOptions['onStep']): Promise<MigrateReport> {
    const { migrateStores } = await import('../migrations/migrate-stores.js')
    const { only = STORE_NAMES, allowUnknownMigrations } = this.#options
    const isWhole = STORE_NAMES.every((name) => only.includes(name)) && allowUnknownMigrations !== true
    return this.#recording(
      async () => migrateStores(this.#stores, this.#withProgress(onStep)),
      ({ ok, drift }) => (ok && drift.length === 0 && isWhole) || undefined,
    )
  }

  /** What `apply` would run. With `lint`, also the features that Amazon DocumentDB does not support. Read-only. */
  async plan(lint?: 'docdb'): Promise<MigrationPlan> {
    const { planMigrations } = await import('../migrations/plan-migrations.js')
    return planMigrations(this.#stores, { ...this.#options, ...(lint === undefined ? {} : { lint }) })
  }

  /** What `apply` would do to records. Read-only. */
  async listDataEffects(): Promise<DataEffects> {
    const [{ planMigrations }, { listDataEffects }] = await Promise.all([
      import('../migrations/plan-migrations.js'),
      import('../migrations/list-data-effects.js'),
    ])
    return listDataEffects(await planMigrations(this.#stores, { ...this.#options, effectsOnly: true }))
  }

  /** What of `apply` cannot succeed, each as a sentence, as far as `plan` finds it. Read-only. */
  async listFailures(): Promise<readonly string[]> {
    const [{ planMigrations }, { listFailures }] = await Promise.all([
      import('../migrations/plan-migrations.js'),
      import('../migrations/list-data-effects.js'),
    ])
    return listFailures(await planMigrations(this.#stores, { ...this.#options, isBeforeRun: true }))
  }

  /** Every migration of the selected stores, and whether it is applied. Read-only; works while migrations run. */
  async statuses(): Promise<MigrationStatuses> {
    const { listMigrationStatuses } = await import('../migrations/list-migration-statuses.js')
    const uncompared: UncomparedSchema[] = []
    const onUncompared = (schema: UncomparedSchema): void => void uncompared.push(schema)
    const statuses = await listMigrationStatuses(this.#stores, { ...this.#options, onUncompared })
    return { statuses, uncompared }
  }

  /** Settings of the databases that differ from the configuration. Read-only. */
  async compareSettings(): Promise<readonly StoreSettingChange[]> {
    const { compareStoreSettings } = await import('../migrations/store-settings.js')
    return compareStoreSettings(this.#stores, this.#options)
  }

  /** What `revert` would run. Read-only. Throws `MIGRATION_IRREVERSIBLE` and `MIGRATION_DRIFT`. */
  async planRevert(selection: RevertSelection): Promise<readonly PlannedRevert[]> {
    const [{ loadMigrationSet }, { planRevert }] = await Promise.all([
      import('../migrations/migration-set.js'),
      import('../migrations/plan-revert.js'),
    ])
    const set = await loadMigrationSet(this.#stores, { ...this.#options, allowEmpty: true })
    const planned: PlannedRevert[] = []
    for (const { store, migration } of await planRevert(set, selection)) {
      const warnings = await set.stores[store].review(migration.down ?? [])
      planned.push({ store, id: migration.id, warnings: warnings.flat().map(({ text }) => text) })
    }
    return planned
  }

  /** Runs down migrations, last applied first. A failed migration does not throw; it is in the report. */
  async revert(selection: RevertSelection, onStep?: MigrateOptions['onStep']): Promise<MigrateReport> {
    const { revertStores } = await import('../migrations/revert-stores.js')
    return this.#recording(async () =>
      revertStores(this.#stores, { ...this.#withProgress(onStep), ...selection }),
    )
  }

  /** The differences between migration history, files and schemas. Read-only. */
  async listRepairs(): Promise<readonly Repair[]> {
    const { listRepairs } = await import('../migrations/repair-stores.js')
    return listRepairs(this.#stores, this.#options)
  }

  /** Repairs the migration history; runs no migration. Resolves to what was repaired. */
  async repair(): Promise<readonly Repair[]> {
    const { repairStores } = await import('../migrations/repair-stores.js')
    return this.#recording(async () => repairStores(this.#stores, this.#options))
  }

  /** Records migrations as applied without running them; default: all. Throws `MIGRATION_BASELINE`. */
  async baseline(to?: string): Promise<readonly { readonly store: StoreName; readonly id: string }[]> {
    const { baselineStores } = await import('../migrations/baseline-stores.js')
    return this.#recording(async () =>
      baselineStores(this.#stores, { ...this.#options, ...(to === undefined ? {} : { to }) }),
    )
  }

  /** The locks that are held now. */
  async listLocks(): Promise<readonly MigrationLock[]> {
    const [{ selectStores }, { createMigrationStores }] = await Promise.all([
      import('../migrations/migration-set.js'),
      import('../stores/create-migration-stores.js'),
    ])
    const stores = await createMigrationStores(this.#stores)
    const locks: MigrationLock[] = []
    for (const store of selectStores(this.#options)) {
      const holder = await stores[store].getLockHolder()
      if (holder !== undefined) locks.push({ store, holder })
    }
    return locks
  }

  /** Throws `REMOTE_TARGET_NOT_ALLOWED` if `unlock` may not change the store. */
  async assertMayUnlock(store: StoreName): Promise<void> {
    const [{ assertLocalTarget }, { targetProtected }] = await Promise.all([
      import('../stores/assert-local-target.js'),
      import('../stores/target-protected.js'),
    ])
    if (this.#options.protectedStores?.includes(store)) throw targetProtected(store)
    if (this.#options.allowRemote !== true) await assertLocalTarget(this.#stores[store])
  }

  /** Releases the lock of another process. If that process is still running, its migration fails. */
  async unlock(store: StoreName): Promise<void> {
    await this.assertMayUnlock(store)
    const { createMigrationStore } = await import('../stores/create-migration-stores.js')
    await (await createMigrationStore(store, this.#stores)).unlock()
  }

  /** `up` compares the files with what was recorded, so that it needs no request if nothing has changed. */
  async #recording<T>(
    work: () => Promise<T>,
    isComplete: (done: T) => true | undefined = () => undefined,
  ): Promise<T> {
    const record = this.#startRecording?.()
    let complete: boolean | undefined = false
    try {
      const done = await work()
      complete = isComplete(done)
      return done
    } finally {
      await record?.(complete)
    }
  }

  #withProgress(onStep: MigrateOptions['onStep']): MigrateOptions {
    return onStep === undefined ? this.#options : { ...this.#options, onStep }
  }
}
