import { statfs } from 'node:fs/promises'
import { parseDurationMs } from '../../config/parse-duration.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { DataChanges } from '../../core/data-changes.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { hasErrorCode } from '../../core/home-error.js'
import { formatBytes } from '../../core/format-bytes.js'
import { DEFAULT_BACKUP_LIMITS, deleteOldBackups } from '../../snapshots/backup-limits.js'
import { changeManifest, deleteSnapshot, type StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import type { SnapshotReason } from '../../snapshots/snapshot-manifest.js'
import type { StackReporter } from '../state/stack-reporter.js'
import type { SaveOptions } from './save-options.js'
import { saveSnapshot, saveUnderLock } from './save-snapshot.js'
import { findProjectData } from './stopped-stack.js'

/** Copies that fit on the disk after a snapshot, below which a warning is printed. */
const MIN_FURTHER_COPIES = 3

export interface BackUpOptions extends SaveOptions {
  /** Whether the caller holds the stack lock. Default: false. */
  readonly isLocked?: boolean
}

/**
 * Saves the data before it is deleted or replaced. Resolves to undefined if homemanager has no access to its files. Call `settleBackup`
 * once it is known whether the data was changed.
 */
export async function backUp(
  config: ResolvedConfig,
  { isLocked = false, ...options }: BackUpOptions,
): Promise<StoredSnapshot | undefined> {
  try {
    // Records are not read, so that the command that follows begins soon; the files have digests.
    const saved = isLocked
      ? await backUpUnderLock(config, options)
      : await saveSnapshot(config, { ...options, read: false })
    if (saved !== undefined) await warnIfDiskIsShort(config, saved, options)
    return saved
  } catch (error) {
    return ignoreNotPossible(error)
  }
}

/** The same under the stack lock of the caller. */
export async function backUpUnderLock(
  config: ResolvedConfig,
  options: SaveOptions,
): Promise<StoredSnapshot | undefined> {
  const data = await findProjectData(config).catch(ignoreNotPossible)
  return data?.files === undefined ? undefined : saveUnderLock(data, { ...options, read: false })
}

const FAILED: { readonly [Reason in SnapshotReason]?: SnapshotReason } = {
  migrate: 'failed migrate',
  'migrate down': 'failed migrate down',
}

/**
 * Ends what `backUp` has begun, also after a failure: if nothing was changed, the snapshot is deleted, so that it neither displaces
 * another one nor is what `undo` restores. Otherwise it stays, and old ones are deleted: after a failure those of other failures. A
 * command that is killed keeps it.
 */
export async function settleBackup(
  config: ResolvedConfig,
  saved: StoredSnapshot,
  changes: DataChanges,
  reporter: StackReporter,
): Promise<void> {
  try {
    if (changes.isEmpty) {
      await deleteSnapshot(saved)
      reporter.note(`Snapshot ${saved.manifest.name} was deleted, because nothing was changed.`)
      return
    }
    const reason = changes.haveAllFailed ? FAILED[saved.manifest.reason] : undefined
    if (reason !== undefined) await changeManifest(saved, { reason })
    else if (saved.manifest.unsuccessful === true && changes.haveNoneFailed)
      await changeManifest(saved, { unsuccessful: undefined })
    await pruneBackups(config)
  } catch (error) {
    // The command itself has ended, or failed for another reason.
    reporter.warn(`Snapshots could not be deleted: ${getErrorMessage(error)}`)
  }
}

function ignoreNotPossible(error: unknown): undefined {
  if (!hasErrorCode(error, SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE)) throw error
}

/** Saves the data, and deletes old snapshots that were saved automatically. */
export async function saveAutomatic(config: ResolvedConfig, options: SaveOptions): Promise<StoredSnapshot> {
  const saved = await saveSnapshot(config, options)
  await pruneBackups(config)
  await warnIfDiskIsShort(config, saved, options)
  return saved
}

/** Deletes the automatic snapshots beyond the limits. */
export async function pruneBackups({ home, backups }: ResolvedConfig): Promise<void> {
  const ageMs = parseDurationMs(backups.keep)
  await deleteOldBackups(home, { ...DEFAULT_BACKUP_LIMITS, ageMs })
}

async function warnIfDiskIsShort(
  { home }: ResolvedConfig,
  { manifest }: StoredSnapshot,
  { reporter }: SaveOptions,
): Promise<void> {
  const { bavail, bsize } = await statfs(home)
  const free = bavail * bsize
  if (free > manifest.bytes * MIN_FURTHER_COPIES) return
  reporter.warn(
    `Only ${formatBytes(free)} of disk space are free; a snapshot of this project takes up to ${formatBytes(manifest.bytes)}. Delete snapshots with homemanager snapshot delete.`,
  )
}
