import type { ResolvedConfig } from '../../config/resolved-config.js'
import { hasErrorCode, HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { assessMigrations } from '../../migrations/assess-migrations.js'
import { listPendingMigrations } from '../../migrations/list-pending-migrations.js'
import { listMigrationDirectories } from '../../migrations/migration-directory.js'
import { MIGRATION_ERRORS } from '../../migrations/migration-errors.js'
import { loadMigrations } from '../../migrations/migration-set.js'
import { readMigrationDirectory } from '../../migrations/read-migration-directory.js'
import { getRecordedHistory } from '../../snapshots/recorded-history.js'
import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import type { HistoryEntry } from '../../stores/contracts/migration-store.js'
import { readState } from '../state/state-file.js'
import { migrationsFingerprint } from '../up/migrations-fingerprint.js'
import type { RestoreOptions } from './restore-options.js'

type StoreHistory = readonly [StoreName, readonly HistoryEntry[]]

/**
 * Throws, before anything is changed, if a migration file cannot be read or is invalid, or if the files do not fit the migration
 * history of the snapshot, as far as its manifest has it. Empty files stay pending. Files that were applied are not compiled again.
 */
export async function assertMigratable(
  config: ResolvedConfig,
  manifest: SnapshotManifest,
  { repair = false, reason }: RestoreOptions,
): Promise<void> {
  const histories = repair ? [] : listHistories(manifest)
  const areApplied = readState(config).state.migrated === migrationsFingerprint(config)
  if (areApplied && areAllApplied(config, histories)) return
  const migrations = await loadMigrations({ ...config.migrations, allowEmpty: true })
  for (const [name, history] of histories) {
    try {
      listPendingMigrations({ name }, assessMigrations(migrations[name], history), {})
    } catch (error) {
      throw toRestoreError(
        error,
        manifest.name,
        reason === 'undo' ? 'undo' : `snapshot restore ${manifest.name}`,
      )
    }
  }
}

/** Whether every entry is of a file that has not changed since. */
function areAllApplied({ migrations }: ResolvedConfig, histories: readonly StoreHistory[]): boolean {
  const files = listMigrationDirectories(migrations.directories).flatMap(readMigrationDirectory)
  return histories.every(([store, history]) =>
    history.every(({ id, checksum, outcome }) =>
      files.some(
        (file) =>
          outcome === 'applied' && file.store === store && file.id === id && file.checksum === checksum,
      ),
    ),
  )
}

function listHistories(manifest: SnapshotManifest): readonly StoreHistory[] {
  return STORE_NAMES.flatMap((name): readonly StoreHistory[] => {
    const history = getRecordedHistory(manifest, name)
    return history === undefined ? [] : [[name, history.map((entry) => ({ ...entry, by: '', tool: '' }))]]
  })
}

function toRestoreError(error: unknown, name: string, command: string): unknown {
  const { MIGRATION_DRIFT, MIGRATION_OUT_OF_ORDER } = MIGRATION_ERRORS
  const code = [MIGRATION_DRIFT, MIGRATION_OUT_OF_ORDER].find((each) => hasErrorCode(error, each))
  if (!(error instanceof HomeError) || code === undefined) return error
  return new HomeError(code, {
    message: `Snapshot ${name} was not restored, because the migration files do not fit its migration history; nothing was changed.`,
    detail: [error.message.replace(/; nothing was run\.$/, '.'), error.detail ?? ''].join('\n').trim(),
    suggestion: [
      `Run homemanager ${command} --repair, which restores the data and its schema, and adapts the migration history to the files as they are.`,
      `Or restore the files as they were when it was saved, then run homemanager ${command} again.`,
    ].join('\n'),
    cause: error,
  })
}
