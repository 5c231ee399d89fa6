import type { CommandInput } from '../../command-handler.js'
import { renderRestoreReport } from '../../render-restore-report.js'
import type { undoCommand } from './undo.command.js'
import { askUndo } from './undo-question.js'

export async function run({ context, flags }: CommandInput<typeof undoCommand>): Promise<void> {
  const { output, signal } = context
  const project = await context.project()
  const snapshots = await project.snapshots()
  const { manifest } = await snapshots.findUndo()
  await output.confirm(askUndo(manifest, project.config.project))
  const { verify, repair, allowRemote, timeout } = flags
  const report = await snapshots.undo({
    verify,
    repair,
    allowRemote,
    timeoutMs: timeout * 1000,
    signal,
    reporter: output,
  })
  output.printResult({ ok: true, ...report }, (style) => renderRestoreReport(report, style))
}
