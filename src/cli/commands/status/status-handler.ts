import { EXIT } from '../../../core/home-error.js'
import type { CommandInput } from '../../command-handler.js'
import { renderStatus } from '../../render-status.js'
import type { statusCommand } from './status.command.js'

export async function run({ context }: CommandInput<typeof statusCommand>): Promise<number> {
  const { output } = context
  const project = await context.project()
  const status = await project.status()
  for (const problem of project.describeMissingFiles()) output.warn(problem)
  output.printResult(status, (style) => renderStatus(status, output, style))
  return status.ok ? EXIT.done : EXIT.checksFailed
}
