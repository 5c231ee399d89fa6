import { listProtectedStores } from '../../config/list-protected-stores.js'
import { type HomeError, rewordError } from '../../core/home-error.js'
import { formatSettingChange } from '../../migrations/store-settings.js'
import type { PendingStores } from '../../stores/create-migration-stores.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'
import type { UpRun } from './up-run.js'

/** `migrate` would not start the services, and would report that the stack is not running where the engines were stopped. */
function toUpError(failure: HomeError): HomeError {
  const suggestion = failure.suggestion?.replace('homemanager migrate again', 'homemanager up again')
  if (suggestion === undefined || suggestion === failure.suggestion) return failure
  return rewordError(failure, { code: failure.code, exitCode: failure.exitCode, meaning: '' }, { suggestion })
}

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
 * Applies the pending migrations of each store, except `leavePending` and those after them, as soon as it is open, until the deadline.
 * Resolves to the fingerprint of the migration files, for the state. If a store cannot be opened, its promise reports why.
 */
export async function applyPendingMigrations(
  run: UpRun,
  stores: PendingStores,
  leavePending: readonly string[] = [],
): Promise<string> {
  return run.untilDeadline('The migrations', async (signal) => {
    const { config, options } = run
    const opening = Object.values(stores).map(async (store: unknown) => store)
    // Loading modules while the engines are being launched would delay the requests for that.
    await Promise.any(opening)
    const { migrateStores, getFirstError, describeRolledBack } = await loadMigrator()
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
      allowOutOfOrder: options.allowOutOfOrder ?? false,
      allowEmpty: options.allowEmptyMigrations ?? false,
      leavePending,
      isNew: run.before.state.migrated === undefined,
      ...(options.changes === undefined ? {} : { changes: options.changes }),
      signal,
      onStep: (migration, _index, note) => task?.update(0, 0, note ?? migration.id),
      onWait: (store) =>
        options.reporter.note(`Another command is migrating ${store}; waiting for it to finish.`),
    })
    const failure = getFirstError(report)
    if (failure !== undefined) {
      if (task !== undefined) run.failTask(task, failure)
      throw toUpError(failure)
    }
    for (const store of new Set(report.drift.map((drift) => drift.store))) {
      options.reporter.note(
        `The schema of ${store} was changed without a migration. Run homemanager migrate status for details.`,
      )
    }
    for (const each of report.rolledBack) options.reporter.warn(describeRolledBack(each))
    for (const change of report.settings) options.reporter.note(formatSettingChange(change))
    const { length } = report.items
    const done = length === 0 ? 'none pending' : `${length} applied`
    task?.succeed(leavePending.length === 0 ? done : `${length} applied, ${leavePending.length} left pending`)
    return fingerprint
  })
}
