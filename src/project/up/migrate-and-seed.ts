import { listProtectedStores } from '../../config/list-protected-stores.js'
import { HomeError } from '../../core/home-error.js'
import { GENERATOR_VERSION } from '../../dataset/generator/generator-version.js'
import { SEEDING_ERRORS } from '../../dataset/seeding/seeding-errors.js'
import { isSeeded } from '../state/is-seeded.js'
import type { StackState } from '../state/stack-state.js'
import { formatSettingChange } from '../../migrations/store-settings.js'
import type { PendingStores } from '../../stores/create-migration-stores.js'
import type { Stores } from '../../stores/stores.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'
import type { UpRun } from './up-run.js'

/** The modules for migrating. Call it early to load them while the engines start. */
export async function loadMigrator(): Promise<
  typeof import('../../migrations/migrate-stores.js') & typeof import('../../migrations/migrate-report.js')
> {
  const [migrate, report] = await Promise.all([
    import('../../migrations/migrate-stores.js'),
    import('../../migrations/migrate-report.js'),
  ])
  return { ...migrate, ...report }
}

/**
 * Applies the pending migrations of each store as soon as it is open, until the deadline. Resolves to the fingerprint of
 * the migration files, for the state. If a store cannot be opened, its promise reports why.
 */
export async function applyPendingMigrations(run: UpRun, stores: PendingStores): Promise<string> {
  return run.untilDeadline('The migrations', async (signal) => {
    const { config, options } = run
    const opening = Object.values(stores).map(async (store: unknown) => store)
    // Loading modules while the engines are being launched would delay the requests for that.
    await Promise.any(opening)
    const { migrateStores, getFirstError } = await loadMigrator()
    const fingerprint = migrationsFingerprint(config)
    let task: ReturnType<typeof options.reporter.task> | undefined
    const startTask = (): void => {
      task = options.reporter.task('migrations')
    }
    void Promise.all(opening).then(startTask, () => {})
    const report = await migrateStores(stores, {
      ...config.migrations,
      protectedStores: listProtectedStores(config),
      config,
      allowUnknownMigrations: options.allowUnknownMigrations ?? false,
      signal,
      onStep: (migration, _index, note) => task?.update(0, 0, note ?? migration.id),
      onWait: (store) =>
        options.reporter.note(`Another command is migrating ${store}; waiting for it to finish.`),
    })
    const failure = getFirstError(report)
    if (failure !== undefined) {
      task?.fail()
      throw failure
    }
    for (const store of new Set(report.drift.map((drift) => drift.store))) {
      options.reporter.note(
        `The schema of ${store} was changed without a migration. Run homemanager migrate status for details.`,
      )
    }
    for (const change of report.settings) options.reporter.note(formatSettingChange(change))
    const { length } = report.items
    task?.succeed(length === 0 ? 'none pending' : `${length} applied`)
    return fingerprint
  })
}

/**
 * Seeds the requested profile unless the state has it. Only an explicit timeout limits this: it depends on the size of the
 * dataset. Resolves to what the state records.
 */
export async function seedOnce(
  run: UpRun,
  stores: Stores,
): Promise<Partial<Pick<StackState, 'seeded' | 'generator'>>> {
  const { seed, timeoutMs } = run.options
  if (seed === undefined || isSeeded(run.state, seed)) return {}
  const load = async (signal: AbortSignal): Promise<boolean> => loadProfile(run, seed, stores, signal)
  const loaded = await (timeoutMs === undefined ? load(run.signal) : run.untilDeadline('Seeding', load))
  if (!loaded) return {}
  return { seeded: [...new Set([...run.state.seeded, seed])], generator: GENERATOR_VERSION }
}

/**
 * Resolves to false if the stores have a dataset of an earlier version, which keeps working. The path of a profile is relative
 * to the project's directory.
 */
async function loadProfile(
  { config, options }: UpRun,
  profile: string,
  stores: Stores,
  signal: AbortSignal,
): Promise<boolean> {
  const { seedStores } = await import('../../dataset/seeding/seed-stores.js')
  const task = options.reporter.task(`seed ${profile}`)
  try {
    const { counts, ok } = await seedStores(stores, {
      profile,
      cwd: config.root,
      extensions: await loadExtensions(config),
      signal,
      onProgress: ({ store, done, total }) => task.update(done, total, store),
    })
    const { families, users, todos, expenses } = counts
    task.succeed(`${families} families, ${users} users, ${todos} todos, ${expenses} expenses`)
    if (!ok) {
      options.reporter.note(
        'Records of the dataset are missing or were changed. Run homemanager seed --repair to restore them.',
      )
    }
    return true
  } catch (error) {
    const isOutdated = error instanceof HomeError && error.code === SEEDING_ERRORS.DATASET_OUTDATED.code
    if (!isOutdated) {
      task.fail()
      throw error
    }
    task.succeed('the existing data is not changed')
    options.reporter.warn(`${error.message} ${error.suggestion ?? ''}`)
    return false
  }
}
