import { EXIT } from '../../../core/home-error.js'
import type { CommandInput } from '../../command-handler.js'
import { renderVerifyReport } from './render-verify-report.js'
import type { verifyCommand } from './verify.command.js'

export async function run({ context, flags }: CommandInput<typeof verifyCommand>): Promise<number> {
  const { output, signal } = context
  const project = await context.project()
  await using stores = await project.connect({ readUnitsPerSecond: flags.rcu })
  const task = output.task('Reading the three stores')
  const read = new Map<string, number>()
  const report = await project
    .verify(stores, {
      dataset: flags.dataset,
      signal,
      onProgress(store, count) {
        read.set(store, count)
        task.update(0, 0, `${[...read.values()].reduce((a, b) => a + b)} records`)
      },
    })
    .catch((error: unknown) => {
      task.fail()
      throw error
    })
  task.succeed(`${report.checked} records`)
  const { invariants } = await project.extensions()
  const interrupted = await project.listInterruptedSeeds()
  const { dataset, show: shown } = flags
  const details = { ownInvariants: invariants, shown, dataset, interrupted }
  output.printResult(report, (style) => renderVerifyReport(report, details, style))
  return report.ok ? EXIT.done : EXIT.checksFailed
}
