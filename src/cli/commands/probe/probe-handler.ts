import { EXIT } from '../../../core/home-error.js'
import { STORE_NAMES } from '../../../core/store-name.js'
import type { CommandInput } from '../../command-handler.js'
import { confirmRemote } from '../../confirm-remote.js'
import type { probeCommand } from './probe.command.js'
import { renderProbeReport } from './render-probe-report.js'

export async function run({ context, flags }: CommandInput<typeof probeCommand>): Promise<number> {
  const { output, signal } = context
  const only = flags.only === undefined ? STORE_NAMES : [flags.only]
  const project = await context.project()
  await using stores = await project.connect()
  if (flags.write) await confirmRemote(output, stores, { allowRemote: true, only })
  const task = output.task('Checking the servers')
  const report = await project
    .probe(stores, { only, write: flags.write, signal, onStore: (store) => task.update(0, 0, store) })
    .catch((error: unknown) => {
      task.fail()
      throw error
    })
  if (report.ok) task.succeed()
  else task.fail('something is missing')
  output.printResult(report, (style) => renderProbeReport(report, output, style))
  return report.ok ? EXIT.done : EXIT.checksFailed
}
