import type { Output } from '../output/output.js'
import type { RestoreReport } from '../project/snapshot/restore-snapshot.js'

/** What was restored, and how to bring back what was replaced. */
export function renderRestoreReport(
  { restored, beforeAttempt, backup, running, pending, elapsedMs }: RestoreReport,
  style: Output['style'],
): string {
  return [
    `${style.green('✓')} Restored snapshot ${restored} in ${(elapsedMs / 1000).toFixed(1)} s.`,
    ...(beforeAttempt === null
      ? []
      : [
          `A migration that failed or was interrupted before may have changed this data already. To restore the data before it, run homemanager snapshot restore ${beforeAttempt}.`,
        ]),
    ...(backup === null
      ? []
      : [`The data that was replaced is snapshot ${backup}. To bring it back, run homemanager undo.`]),
    // The advice was to edit or delete their files, which that data may have been migrated with.
    ...(backup === null || pending.length === 0
      ? []
      : [
          `If ${pending.join(', ')} ${pending.length === 1 ? 'is' : 'are'} edited or deleted until then, run homemanager undo --repair.`,
        ]),
    ...(running ? [] : ['The stack is stopped. Start it with homemanager up.']),
  ].join('\n')
}
