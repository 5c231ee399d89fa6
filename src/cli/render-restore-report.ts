import type { Output } from '../output/output.js'
import type { RestoreReport } from '../project/snapshot/restore-snapshot.js'

/** What was restored, and how to bring back what was replaced. */
export function renderRestoreReport(
  { restored, backup, running, elapsedMs }: RestoreReport,
  style: Output['style'],
): string {
  return [
    `${style.green('✓')} Restored snapshot ${restored} in ${(elapsedMs / 1000).toFixed(1)} s.`,
    ...(backup === null
      ? []
      : [`The data that was replaced is snapshot ${backup}. To bring it back, run homemanager undo.`]),
    ...(running ? [] : ['The stack is stopped. Start it with homemanager up.']),
  ].join('\n')
}
