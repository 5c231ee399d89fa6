import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { listMigrationDirectories, PROJECT_ORIGIN } from '../../migrations/migration-directory.js'
import { readMigrationDirectory } from '../../migrations/read-migration-directory.js'
import { getRecordedHistory } from '../../snapshots/recorded-history.js'
import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import type { Histories } from './read-contents.js'

/** The migrations whose last run failed or was interrupted, such as `mongo/0003-index`. */
export function listFailed(histories: Histories | undefined): readonly string[] {
  return STORE_NAMES.flatMap((store) =>
    (histories?.[store] ?? [])
      .filter(({ outcome, direction }) => outcome !== 'applied' && direction === 'up')
      .map(({ id }) => `${store}/${id}`),
  )
}

/** The project's migrations that a snapshot does not have, as far as its manifest has the histories. `up` reports files that cannot be read. */
export function listPendingFiles(
  { migrations }: ResolvedConfig,
  manifest: SnapshotManifest,
): readonly string[] {
  try {
    return listMigrationDirectories(migrations.directories)
      .filter(({ origin }) => origin === PROJECT_ORIGIN)
      .flatMap(readMigrationDirectory)
      .filter(({ store, id }) => {
        const history = getRecordedHistory(manifest, store)
        return history?.every((entry) => entry.id !== id || entry.outcome !== 'applied') === true
      })
      .map(({ store, id }) => `${store}/${id}`)
  } catch (error) {
    debug(() => `The migration files were not compared with the snapshot: ${String(error)}`)
    return []
  }
}

/** What migrations do to data is only known while the engines run. */
export function describeNotReviewed(pending: readonly string[]): string {
  const [subject, object, advice] =
    pending.length === 1
      ? ['The migration', 'it', 'If it deletes data, edit or delete the file first.']
      : ['The migrations', 'them', 'If one of them deletes data, edit or delete its file first.']
  return `${subject} ${pending.join(', ')} ${pending.length === 1 ? 'is' : 'are'} pending in the restored data: the next homemanager up or migrate applies ${object}. ${advice}`
}
