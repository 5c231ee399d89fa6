import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { unwrapSuppressedError } from '../../core/unwrap-suppressed-error.js'
import { changeManifest, type StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import { findRunningServices } from '../state/services-record-file.js'
import { readState, writeState } from '../state/state-file.js'
import { pruneBackups } from './back-up.js'
import type { RestoreOptions } from './restore-options.js'
import { findBackgroundServices, type ProjectData } from './stopped-stack.js'

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
  thrown: unknown,
  { data, manifest, backup }: ReplacedStores,
  options: RestoreOptions,
): Promise<unknown> {
  const error = unwrapSuppressedError(thrown)
  await markFailed(data.config, backup, options)
  const isStopped = recordStopped(data, error, options)
  const restored = `The data is that of snapshot ${manifest.name}.`
  const kept = backup === undefined ? '' : `The data that was replaced is snapshot ${backup.manifest.name}.`
  if (!(error instanceof HomeError) || options.signal.aborted) {
    const stopped = isStopped ? 'The services are stopped; homemanager up starts them.' : ''
    options.reporter.warn([restored, kept, stopped].filter((line) => line !== '').join(' '))
    return error
  }
  const { code, exitCode, suggestion } = error
  const isMigration = code.startsWith('MIGRATION_')
  const failed = isMigration ? 'Its migrations were not applied' : 'The restore was not completed'
  const stopped = isMigration
    ? 'The engines are running; the services are stopped. Once this is resolved, homemanager up starts them.'
    : 'The services are stopped; homemanager up starts them.'
  const detail = [error.detail, kept, isStopped ? stopped : '']
    .filter((line) => line !== undefined && line !== '')
    .join('\n')
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

/** Records that the services are stopped, so that they are not restarted. Returns whether they are. */
function recordStopped(data: ProjectData, error: unknown, { signal }: RestoreOptions): boolean {
  const { config } = data
  const { state } = readState(config)
  if (findBackgroundServices(data) === undefined || findRunningServices(state, config.home) !== undefined)
    return false
  const message = getErrorMessage(error)
  const startError = signal.aborted
    ? { code: 'INTERRUPTED', message: 'The restore was interrupted before the services were started.' }
    : { code: error instanceof HomeError ? error.code : 'INTERNAL', message }
  writeState({ config, state: { ...state, startError } })
  return true
}
