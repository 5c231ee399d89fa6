import { listProtectedStores } from '../../config/list-protected-stores.js'
import { mapStores, type PerStore } from '../../core/store-name.js'
import { hasNoPendingMigrations } from '../../migrations/has-no-pending-migrations.js'
import type { PendingStores } from '../../stores/create-migration-stores.js'
import { openStores } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'
import { findMigrationsToLeave } from '../up/leave-pending.js'
import { createRestartRun, getServicePorts } from '../restart/restart-run.js'
import { isInBackground } from '../state/stack-state.js'
import { spawnServiceHost } from '../service-host/spawn-service-host.js'
import { readState } from '../state/state-file.js'
import { applyPendingMigrations } from '../up/apply-pending-migrations.js'
import { migrationsFingerprint } from '../up/migrations-fingerprint.js'
import { restartAddon } from '../up/start-addons.js'
import { prepareServices } from '../up/start-services.js'
import type { LeaveOptions } from '../up/up-options.js'
import type { UpRun } from '../up/up-run.js'
import { toEndpoints } from './read-contents.js'
import type { SnapshotOptions } from './snapshot-options.js'
import { findBackgroundServices, type ProjectData } from './stopped-stack.js'

/** Disposing ends what was prepared, unless it was started. */
export interface PreparedStart extends AsyncDisposable {
  /**
   * Applies the migrations that the data does not have, except `failed` and those that `findMigrationsToLeave` finds, and starts add-ons
   * and services, if the stack had them. Resolves to the migrations that stay pending.
   */
  start(failed?: readonly string[]): Promise<readonly string[]>
}

interface StartOptions extends SnapshotOptions {
  /** Whether to repair the migration history first, and to apply migrations out of order. Default: false. */
  readonly repair?: boolean
  /** Whether migrations that overwrite values stay pending as well: the data was saved before them. Default: false. */
  readonly changing?: boolean
}

/** Prepares a stack to start again after the data of its running engines was replaced: the host of the services loads its modules. */
export function prepareStart(data: ProjectData, options: StartOptions): PreparedStart {
  const { config, engines } = data
  const host = findBackgroundServices(data) === undefined ? undefined : spawnServiceHost(config.home)
  return {
    async start(failed = []) {
      const { state } = readState(config)
      const { signal, reporter, timeoutMs, repair = false } = options
      const run = createRestartRun(
        config,
        { ...state, engines },
        { signal, reporter, allowOutOfOrder: repair, allowEmptyMigrations: true },
        timeoutMs,
      )
      if (state.services !== undefined && !isInBackground(state.services)) {
        options.reporter.warn(
          'The services run in a program or in homemanager serve, and have cached the replaced data. Restart them.',
        )
      }
      const pending = await migrate(run, engines, { ...options, failed })
      const { startError, services, withoutServices = false } = state
      if (startError !== undefined && services === undefined && !withoutServices)
        reporter.note('The services are not running; homemanager up starts them.')
      // A cache has records of the data that was replaced.
      const { addons = [] } = state
      await Promise.all(addons.map(async (record) => restartAddon(run, record, Promise.resolve())))
      if (host !== undefined) await prepareServices(run, host)?.start(getServicePorts(run.before.state))
      return pending
    },
    async [Symbol.asyncDispose]() {
      await host?.[Symbol.asyncDispose]()
    },
  }
}

export async function startAgain(data: ProjectData, options: SnapshotOptions): Promise<void> {
  await using prepared = prepareStart(data, options)
  await prepared.start()
}

/** Usually there are none, which is checked without loading the migrator. Resolves to those that stay pending. */
async function migrate(
  run: UpRun,
  engines: ProjectData['engines'],
  { repair = false, changing = false, failed = [] }: Pick<StartOptions, 'repair'> & LeaveOptions,
): Promise<readonly string[]> {
  const endpoints = toEndpoints(engines)
  const { directories } = run.config.migrations
  if (await hasNoPendingMigrations(endpoints, { directories })) {
    run.save({ migrated: migrationsFingerprint(run.config), startError: undefined })
    return []
  }
  await using stores = await openStores(endpoints)
  if (repair) await repairHistories(run, stores)
  const opened: PerStore<Promise<unknown>> = mapStores(async (name) => Promise.resolve(stores[name]))
  const pending = await findMigrationsToLeave(run, stores, { changing, failed })
  const migrated = await applyPendingMigrations(run, opened as PendingStores, pending)
  // `up` applies them, or rejects an empty one by its name.
  run.save({ migrated: pending.length === 0 ? migrated : undefined, startError: undefined })
  return pending
}

async function repairHistories({ config, options, signal }: UpRun, stores: Stores): Promise<void> {
  const { repairStores } = await import('../../migrations/repair-stores.js')
  const protectedStores = listProtectedStores(config)
  const repaired = await repairStores(stores, { ...config.migrations, protectedStores, signal })
  for (const { store, id, problem, remedy } of repaired)
    options.reporter.note(`${store}: ${id} (${problem}): ${remedy}`)
}
