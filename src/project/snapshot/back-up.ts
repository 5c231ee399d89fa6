import { statfs } from 'node:fs/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { formatBytes } from '../../core/format-bytes.js'
import { deleteOldBackups } from '../../snapshots/backup-limits.js'
import type { StoredSnapshot } from '../../snapshots/snapshot-directory.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { saveSnapshot, type SaveOptions } from './save-snapshot.js'

/** Copies that fit on the disk after a snapshot, below which a warning is printed. */
const MIN_FURTHER_COPIES = 3

/** Saves the data before it is deleted or replaced. Resolves to undefined if homemanager has no access to its files. */
export async function backUp(
  config: ResolvedConfig,
  options: SaveOptions,
): Promise<StoredSnapshot | undefined> {
  try {
    const saved = await saveSnapshot(config, options)
    await deleteOldBackups(config.home)
    await warnIfDiskIsShort(config, saved, options)
    return saved
  } catch (error) {
    if (error instanceof HomeError && error.code === SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE.code)
      return undefined
    throw error
  }
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
