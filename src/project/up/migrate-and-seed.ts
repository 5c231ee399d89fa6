import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { PendingStores } from '../../stores/create-migration-stores.js'
import type { Stores } from '../../stores/stores.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'
import type { UpOptions } from './up-options.js'

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
 * Applies the pending migrations of each store as soon as it is open. Resolves to the fingerprint of the migration files,
 * for the state. If a store cannot be opened, its promise reports why.
 */
export async function applyPendingMigrations(
  config: ResolvedConfig,
  stores: PendingStores,
  options: UpOptions,
): Promise<string> {
  const opening = Object.values(stores).map(async (store: unknown) => store)
  // Loading modules while the engines are being launched would delay the requests for that.
  await Promise.any(opening)
  const { migrateStores, getFirstError } = await loadMigrator()
  const fingerprint = migrationsFingerprint(config)
  let task: ReturnType<UpOptions['reporter']['task']> | undefined
  const startTask = (): void => {
    task = options.reporter.task('migrations')
  }
  void Promise.all(opening).then(startTask, () => {})
  const report = await migrateStores(stores, {
    directories: config.migrations.directories,
    lockTimeoutMs: config.migrations.lockTimeoutMs,
    statementTimeoutMs: config.migrations.statementTimeoutMs,
    signal: options.signal,
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
  const { length } = report.items
  task?.succeed(length === 0 ? 'none pending' : `${length} applied`)
  return fingerprint
}

/**
 * Seeds the profile unless it is in `seeded`. The path of a profile is relative to the project's directory. Resolves to the
 * seeded profiles, for the state.
 */
export async function seedOnce(
  config: ResolvedConfig,
  seeded: readonly string[],
  stores: Stores,
  { seed, reporter, signal }: UpOptions,
): Promise<readonly string[]> {
  if (seed === undefined || seeded.includes(seed)) return seeded
  const { seedStores } = await import('../../dataset/seeding/seed-stores.js')
  const task = reporter.task(`seed ${seed}`)
  try {
    const report = await seedStores(stores, {
      profile: seed,
      cwd: config.root,
      signal,
      onProgress: ({ store, done, total }) => task.update(done, total, store),
    })
    const { families, users, todos, expenses } = report.counts
    task.succeed(`${families} families, ${users} users, ${todos} todos, ${expenses} expenses`)
    return [...seeded, seed]
  } catch (error) {
    task.fail()
    throw error
  }
}
