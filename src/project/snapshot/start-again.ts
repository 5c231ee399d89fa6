import { mapStores, type PerStore } from '../../core/store-name.js'
import { hasNoPendingMigrations } from '../../migrations/has-no-pending-migrations.js'
import type { PendingStores } from '../../stores/create-migration-stores.js'
import { openStores } from '../../stores/open-stores.js'
import { createRestartRun, getServicePorts } from '../restart/restart-run.js'
import { isInBackground } from '../state/stack-state.js'
import { readState } from '../state/state-file.js'
import { applyPendingMigrations } from '../up/apply-pending-migrations.js'
import { restartAddon } from '../up/start-addons.js'
import { prepareServices } from '../up/start-services.js'
import type { UpRun } from '../up/up-run.js'
import { toEndpoints } from './read-contents.js'
import type { SnapshotOptions } from './snapshot-options.js'
import { findBackgroundServices, type ProjectData } from './stopped-stack.js'

/**
 * After the data of running engines was replaced: applies the migrations that it does not have, and starts add-ons and services, if
 * `data` had them.
 */
export async function startAgain(data: ProjectData, options: SnapshotOptions): Promise<void> {
  const { config, engines } = data
  const { state } = readState(config)
  const run = createRestartRun(config, { ...state, engines }, options, options.timeoutMs)
  if (state.services !== undefined && !isInBackground(state.services)) {
    options.reporter.warn(
      'The services run in a program or in homemanager serve, and have cached the replaced data. Restart them.',
    )
  }
  // The host loads its modules in the meantime.
  const services = findBackgroundServices(data) === undefined ? undefined : prepareServices(run)
  try {
    await migrate(run, engines)
    // A cache has records of the data that was replaced.
    const { addons = [] } = state
    await Promise.all(addons.map(async (record) => restartAddon(run, record, Promise.resolve())))
    await services?.start(getServicePorts(run.before.state))
  } catch (error) {
    await services?.[Symbol.asyncDispose]()
    throw error
  }
}

/** Usually there are none, which is checked without loading the migrator. */
async function migrate(run: UpRun, engines: ProjectData['engines']): Promise<void> {
  const endpoints = toEndpoints(engines)
  const { directories } = run.config.migrations
  if (await hasNoPendingMigrations(endpoints, { directories })) return
  await using stores = await openStores(endpoints)
  const opened: PerStore<Promise<unknown>> = mapStores(async (name) => Promise.resolve(stores[name]))
  run.save({ migrated: await applyPendingMigrations(run, opened as PendingStores) })
}
