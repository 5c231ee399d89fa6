import { deleteSnapshot, listSnapshots, type StoredSnapshot } from './snapshot-directory.js'
import type { SnapshotManifest } from './snapshot-manifest.js'

/** Bounds of the snapshots that are saved automatically. Those that a user has saved are never deleted. */
export interface BackupLimits {
  readonly count: number
  readonly bytes: number
  readonly ageMs: number
}

const DAY_MS = 86_400_000
export const DEFAULT_BACKUP_LIMITS: BackupLimits = { count: 10, bytes: 2e9, ageMs: 7 * DAY_MS }

/** Whether a snapshot was saved automatically before something was deleted or replaced. */
export function isSavedBeforeChange({ reason }: Pick<SnapshotManifest, 'reason'>): boolean {
  return !['manual', 'schedule', 'failure'].includes(reason)
}

/** Why a snapshot was saved: `before reset`. */
export function describeReason({ reason }: Pick<SnapshotManifest, 'reason'>): string {
  return isSavedBeforeChange({ reason }) ? `before ${reason}` : reason
}

/** Whether `undo` restores it: not what an undo has replaced that then failed, so that the next one tries the same again. */
export function isUndoTarget(manifest: Pick<SnapshotManifest, 'reason'>): boolean {
  return isSavedBeforeChange(manifest) && manifest.reason !== 'failed undo'
}

/** Whether it was saved before pending migrations that delete or change some of its data. */
export function isSavedBeforeMigrate({ reason }: Pick<SnapshotManifest, 'reason'>): boolean {
  return reason === 'migrate' || reason === 'failed migrate'
}

/** Whether the command that replaced or changed the data has failed. */
function isOfFailedCommand({ reason }: SnapshotManifest): boolean {
  return reason.startsWith('failed ')
}

/** Deletes the oldest automatic snapshots beyond the limits, but never the newest one. */
export async function deleteOldBackups(
  home: string,
  limits: BackupLimits,
): Promise<readonly StoredSnapshot[]> {
  const snapshots = await listSnapshots(home)
  // Separately, so that those of schedules and of failed attempts do not displace those that undo restores.
  const excess = [
    ...listExcess(
      snapshots.filter(({ manifest }) => isSavedBeforeChange(manifest) && !isOfFailedCommand(manifest)),
      limits,
    ),
    ...listExcess(
      snapshots.filter(({ manifest }) => isOfFailedCommand(manifest)),
      limits,
    ),
    ...listExcess(
      snapshots.filter(({ manifest }) => manifest.reason === 'schedule'),
      limits,
    ),
  ]
  for (const snapshot of excess) await deleteSnapshot(snapshot)
  return excess
}

/** Of snapshots from the newest to the oldest. */
function listExcess(snapshots: readonly StoredSnapshot[], limits: BackupLimits): readonly StoredSnapshot[] {
  let bytes = 0
  return snapshots.filter(({ manifest }, index) => {
    bytes += manifest.bytes
    const age = Date.now() - Date.parse(manifest.createdAt)
    return index > 0 && (index >= limits.count || bytes > limits.bytes || age > limits.ageMs)
  })
}
