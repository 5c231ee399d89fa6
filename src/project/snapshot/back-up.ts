import { statfs } from 'node:fs/promises'
import { parseDurationMs } from '../../config/parse-duration.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { formatBytes } from '../../core/format-bytes.js'
import { DEFAULT_BACKUP_LIMITS, deleteOldBackups } from '../../snapshots/backup-limits.js'
import type { StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import type { SaveOptions } from './save-options.js'
import { saveSnapshot, saveUnderLock } from './save-snapshot.js'
import { findProjectData } from './stopped-stack.js'

/** Copies that fit on the disk after a snapshot, below which a warning is printed. */
const MIN_FURTHER_COPIES = 3

/** Saves the data before it is deleted or replaced. Resolves to undefined if homemanager has no access to its files. */
export async function backUp(
  config: ResolvedConfig,
  options: SaveOptions,
): Promise<StoredSnapshot | undefined> {
  try {
    // Records are not read, so that the command that follows begins soon; the files have digests.
    return await saveAutomatic(config, { ...options, read: false })
  } catch (error) {
    return ignoreNotPossible(error)
  }
}

/** The same under the stack lock of the caller. Resolves to the name of the snapshot. */
export async function backUpUnderLock(config: ResolvedConfig, options: SaveOptions): Promise<string | null> {
  const data = await findProjectData(config).catch(ignoreNotPossible)
  if (data?.files === undefined) return null
  const { manifest } = await saveUnderLock(data, { ...options, read: false })
  await pruneBackups(config)
  return manifest.name
}

function ignoreNotPossible(error: unknown): undefined {
  if (!(error instanceof HomeError) || error.code !== SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE.code) throw error
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
