import { DataChanges } from '../core/data-changes.js'
import type { DataEffects } from '../migrations/list-data-effects.js'
import type { Output } from '../output/output.js'
import type { Project } from '../project/project.js'
import type { SnapshotReason } from '../snapshots/snapshot-manifest.js'
import type { CommandContext } from './command-context.js'
import type { Flag } from './define-command.js'

const TIMEOUT_MS = 120_000

/** Of commands that delete or replace data. */
export const BACKUP_FLAG = {
  type: 'boolean',
  description: 'do not save the current data first; undo then cannot bring it back',
  default: true,
} as const satisfies Flag

interface BackUpKind {
  readonly reason: SnapshotReason
  /** Whether the command holds the stack lock. Default: false. */
  readonly isLocked?: boolean
}

/**
 * Saves the data of engines that homemanager runs before `work` deletes or replaces it, so that `undo` can bring it back. The snapshot
 * is deleted again if `work` ends without changes. Call it before the stores are used, because saving disconnects all clients.
 */
export async function backUpFirst<T>(
  { output, signal }: CommandContext,
  project: Project,
  { backup, ...kind }: BackUpKind & { readonly backup: boolean },
  work: (changes: DataChanges) => Promise<T>,
): Promise<T> {
  const changes = new DataChanges()
  if (!backup) return work(changes)
  const snapshots = await project.snapshots()
  const waiting = { signal, reporter: output, timeoutMs: TIMEOUT_MS, timeoutOption: null }
  const saved = await snapshots.backUp({ ...kind, ...waiting })
  if (saved === undefined) return work(changes)
  output.note(`The current data is snapshot ${saved.manifest.name}. To bring it back, run homemanager undo.`)
  try {
    return await work(changes)
  } finally {
    await snapshots.settleBackup(saved, changes, output)
  }
}

/**
 * Whether the data is saved before migrations that delete or change some of it. On a terminal, the user is asked if they delete; a script
 * that does not want the snapshot passes --no-backup. That of external servers is not saved, which is said.
 */
export async function confirmBackup(
  output: Output,
  project: Project,
  { deletions, changes }: DataEffects,
  backup: boolean,
): Promise<boolean> {
  for (const deletion of deletions) output.warn(`${deletion}.`)
  for (const change of changes) output.note(`${change}.`)
  if (!backup) return false
  if (warnIfExternal(output, project)) {
    if (deletions.length > 0 && output.interactive) await output.confirm('Continue without a snapshot?')
    return false
  }
  return (
    deletions.length === 0 ||
    !output.interactive ||
    (await output.offer('Save a snapshot of the data first?', { initial: true }))
  )
}

/** Says that the data of external servers is not saved, before the user is asked about a command that would have saved it. */
export function warnIfExternal(output: Output, project: Project): boolean {
  if (!hasExternalServers(project)) return false
  output.warn(
    'No snapshot of external servers is saved automatically; undo cannot bring the data back. To save one, run homemanager snapshot save --portable first.',
  )
  return true
}

/** Whose files are out of reach. */
export function hasExternalServers(project: Project): boolean {
  return (
    project.config.provider === 'external' ||
    project.state().engines.some(({ provider }) => provider === 'external')
  )
}
