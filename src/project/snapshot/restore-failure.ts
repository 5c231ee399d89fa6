import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { loadMigrations } from '../../migrations/migration-set.js'
import { changeManifest, type StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import { readState } from '../state/state-file.js'
import { migrationsFingerprint } from '../up/migrations-fingerprint.js'
import { pruneBackups } from './back-up.js'
import type { RestoreOptions } from './restore-options.js'
import { findBackgroundServices, type ProjectData } from './stopped-stack.js'

/** Throws, before anything is changed, if a migration file cannot be read or is invalid. Those that were applied are not read again. */
export async function assertValidMigrations(config: ResolvedConfig): Promise<void> {
  if (readState(config).state.migrated === migrationsFingerprint(config)) return
  await loadMigrations(config.migrations)
}

/** A restore that has replaced the data. */
export interface ReplacedStores {
  readonly data: ProjectData
  readonly manifest: SnapshotManifest
  readonly backup: StoredSnapshot | undefined
}

/** Keeps what was replaced by a restore that then failed, so that it does not displace what `undo` restores. */
export async function markFailed(
  config: ResolvedConfig,
  backup: StoredSnapshot | undefined,
  { reason }: RestoreOptions,
): Promise<void> {
  if (backup === undefined) return
  await changeManifest(backup, { reason: reason === 'undo' ? 'failed undo' : 'failed restore' })
  await pruneBackups(config)
}

/** The error of a restore that failed after it had replaced the data: it says which data the stores have now. */
export async function toReplacedError(
  error: unknown,
  { data, manifest, backup }: ReplacedStores,
  options: RestoreOptions,
): Promise<unknown> {
  await markFailed(data.config, backup, options)
  const restored = `The data is that of snapshot ${manifest.name}.`
  const kept = backup === undefined ? '' : `The data that was replaced is snapshot ${backup.manifest.name}.`
  if (!(error instanceof HomeError) || options.signal.aborted) {
    options.reporter.warn(`${restored} ${kept}`.trim())
    return error
  }
  const { code, exitCode, suggestion } = error
  const failed = code.startsWith('MIGRATION_')
    ? 'Its migrations were not applied'
    : 'The restore was not completed'
  const stopped =
    findBackgroundServices(data) === undefined ? '' : 'The services are stopped; homemanager up starts them.'
  const detail = [error.detail, kept, stopped].filter((line) => line !== undefined && line !== '').join('\n')
  return new HomeError(
    { code, exitCode, meaning: '' },
    {
      message: `${restored} ${failed}: ${error.message}`,
      ...(detail === '' ? {} : { detail }),
      ...(suggestion === undefined ? {} : { suggestion }),
      replaced: { restored: manifest.name, backup: backup?.manifest.name ?? null },
      cause: error,
    },
  )
}
