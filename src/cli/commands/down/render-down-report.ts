import type { Output } from '../../../output/output.js'
import type { DownReport } from '../../../project/down/stop-stack.js'

/** What was stopped and deleted, in one or two lines. `directoryExists`: whether the project can be started again. */
export function renderDownReport(
  { stopped, deleted, backup }: DownReport,
  directoryExists: boolean,
  style: Output['style'],
): string {
  if (stopped.length === 0 && deleted.length === 0) return 'Nothing was running.'
  const lines = stopped.length === 0 ? [] : [`${style.green('✓')} Stopped: ${stopped.join(', ')}.`]
  if (deleted.length > 0) lines.push(`${style.green('✓')} Deleted the data of ${deleted.join(', ')}.`)
  else if (directoryExists) lines.push('The data is kept. Start the stack again with homemanager up.')
  if (backup !== null) lines.push(`Its data is snapshot ${backup}. To bring it back, run homemanager undo.`)
  return lines.join('\n')
}
