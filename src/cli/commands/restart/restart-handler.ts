import { ADDON_NAMES } from '../../../core/addon-name.js'
import { EXIT } from '../../../core/home-error.js'
import type { CommandInput } from '../../command-handler.js'
import { parseComponentName } from '../../parse-component-name.js'
import { renderRestartReport } from './render-restart-report.js'
import type { restartCommand } from './restart.command.js'

export async function run({ context, args, flags }: CommandInput<typeof restartCommand>): Promise<number> {
  const { output, signal } = context
  const project = await context.project()
  const further = ['services', ...ADDON_NAMES]
  const names = args.name.map((name) => parseComponentName('[name...]', name, project, further))
  const report = await project.restart(names, {
    timeoutMs: flags.timeout * 1000,
    signal,
    reporter: output,
  })
  output.printResult(report, (style) => renderRestartReport(report, style))
  return report.ok ? EXIT.done : EXIT.failed
}
