import { formatAge } from '../../../core/format-age.js'
import { formatTime } from '../../../output/format-time.js'
import type { SnapshotManifest, SnapshotReason } from '../../../snapshots/snapshot-manifest.js'

/** The commands whose snapshots have a shorter reason. */
const COMMANDS: { readonly [Reason in SnapshotReason]?: string } = {
  down: 'down --volumes',
  restore: 'snapshot restore',
}

/** Names the snapshot, its age and the command that saved it: other programs may have written since then. */
export function askUndo(
  { name, reason, createdAt }: Pick<SnapshotManifest, 'name' | 'reason' | 'createdAt'>,
  project: string,
): string {
  const failed = reason.startsWith('failed ') ? ', which failed' : ''
  const command = reason.replace('failed ', '') as SnapshotReason
  return `Restore snapshot ${name} in project ${project}? It was saved ${formatAge(createdAt)} (${formatTime(createdAt)}), before homemanager ${COMMANDS[command] ?? command}${failed}. Everything that was written since then is replaced.`
}
