import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { Endpoints } from '../../core/store-types.js'
import { revokeRestoredSessions } from '../../services/identity/repository/revoke-restored-sessions.js'
import { getPartDirectory } from '../../snapshots/portable/portable-contents.js'
import { restorePortable } from '../../snapshots/portable/restore-portable.js'
import { deleteSnapshot, type StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { getFingerprints } from '../../snapshots/snapshot-manifest.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'
import { openStore, openStores } from '../../stores/open-stores.js'
import { getStoreDriver } from '../../stores/registry.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { holdServices } from '../hold/hold-services.js'
import { recordRestoredData } from '../lock/restore-journal.js'
import { toEndpoints } from './read-contents.js'
import { readValidSessions } from './restored-sessions.js'
import { markFailed } from './restore-failure.js'
import type { RestoreOptions } from './restore-options.js'
import { saveUnderLock } from './save-snapshot.js'
import type { SnapshotTask } from './snapshot-options.js'
import { type ProjectData, stopBackgroundServices } from './stopped-stack.js'
import { toRecordedData } from './to-recorded-data.js'

/**
 * Replaces everything in the databases of external servers, by the records of a portable snapshot, while the services are stopped. It
 * is not one step: if it is interrupted, the services stay stopped and it is repeated. Resolves to the saved data.
 */
export async function restoreExternal(
  data: ProjectData,
  { directory, manifest }: StoredSnapshot,
  options: RestoreOptions,
  task: SnapshotTask,
): Promise<StoredSnapshot | undefined> {
  const { config, engines, state } = data
  if (manifest.format !== 'portable') {
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_INCOMPATIBLE, {
      message: `Snapshot ${manifest.name} has files of engines, which external servers cannot use.`,
      suggestion: 'Restore it in a local project, and save it there with snapshot save --portable.',
    })
  }
  if (!data.running) {
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE, {
      message: 'The external servers are not connected.',
      suggestion: 'Run homemanager up first.',
    })
  }
  const endpoints = toEndpoints(engines)
  if (options.allowRemote !== true) {
    await using stores = await openStores(endpoints)
    for (const name of STORE_NAMES) await assertLocalTarget(stores[name])
  }
  await assertRestorable(endpoints, directory)
  const { reason = 'restore', signal } = options
  const backup =
    options.backup === false
      ? undefined
      : await saveUnderLock(data, { ...options, reason, format: 'portable' })
  let isBegun = false
  try {
    const valid = await readValidSessions(engines)
    await using _hold = await holdServices(state, config.home, options)
    await stopBackgroundServices(data)
    task.phase('replacing the data')
    const { entities } = await loadExtensions(config)
    isBegun = true
    await restorePortable(endpoints, entities, directory, {
      signal,
      fingerprint: getFingerprints(manifest),
      onProgress: () => {},
    })
    await using store = await openStore('postgres', endpoints.postgres)
    await revokeRestoredSessions(store.pool, valid)
    recordRestoredData(config, toRecordedData(manifest))
    return backup
  } catch (error) {
    if (isBegun) {
      await markFailed(config, backup, options)
      throw toIncomplete(error, manifest.name, backup?.manifest.name)
    }
    // The data is still there.
    if (backup !== undefined) await deleteSnapshot(backup).catch(() => {})
    throw error
  }
}

async function assertRestorable(endpoints: Endpoints, directory: string): Promise<void> {
  for (const store of STORE_NAMES) {
    const snapshot = await getStoreDriver(store).loadPortableSnapshot()
    await snapshot.assertRestorable?.(endpoints[store], getPartDirectory(directory, store))
  }
}

function toIncomplete(error: unknown, name: string, backup: string | undefined): HomeError {
  return new HomeError(SNAPSHOT_ERRORS.RESTORE_INCOMPLETE, {
    message: `Snapshot ${name} was not restored completely; the services are stopped.`,
    detail: getErrorMessage(error),
    suggestion: `Remove the cause, then restore ${name} again${backup === undefined ? '' : `, or ${backup}, which has the data from before`}.`,
    cause: error,
  })
}
