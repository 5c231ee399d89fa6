import { formatCount } from '../../../core/format-count.js'
import { formatBytes } from '../../../core/format-bytes.js'
import type { Output } from '../../../output/output.js'
import type { DownReport } from '../../../project/down/stop-stack.js'

/** What was stopped and deleted, a line each. `directoryExists`: whether the project can be started again. */
export function renderDownReport(
  { stopped, deleted, lost, deletedSnapshots, backup }: DownReport,
  directoryExists: boolean,
  style: Output['style'],
): string {
  if (stopped.length + deleted.length + deletedSnapshots.length === 0) return 'Nothing was running.'
  const lines = stopped.length === 0 ? [] : [`${style.green('✓')} Stopped: ${stopped.join(', ')}.`]
  if (deleted.length > 0) lines.push(`${style.green('✓')} Deleted the data of ${deleted.join(', ')}.`)
  else if (lost.length > 0)
    lines.push(
      `The data of ${lost.join(', ')} is lost: the state directory was deleted while the stack was running. homemanager up starts a new one.`,
    )
  else if (directoryExists && stopped.length > 0)
    lines.push('The data is kept. Start the stack again with homemanager up.')
  if (deletedSnapshots.length > 0) {
    const bytes = deletedSnapshots.reduce((sum, snapshot) => sum + snapshot.bytes, 0)
    const count = formatCount(deletedSnapshots.length, 'snapshot')
    lines.push(`${style.green('✓')} Deleted ${count} (${formatBytes(bytes)}).`)
  }
  if (backup !== null) lines.push(`Its data is snapshot ${backup}. To bring it back, run homemanager undo.`)
  return lines.join('\n')
}
