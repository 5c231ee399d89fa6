import type { CommandInput } from '../../command-handler.js'
import { UsageError } from '../../usage-error.js'
import { renderTrace } from './render-trace.js'
import type { traceCommand } from './trace.command.js'

export async function run({ context, args, flags }: CommandInput<typeof traceCommand>): Promise<void> {
  const { output } = context
  const { id } = args
  if (id !== undefined && (flags.last || flags.slow || flags.error))
    throw new UsageError({ message: 'An ID and --last, --slow or --error exclude each other.' })
  const project = await context.project()
  const selection = id !== undefined ? { id } : flags.slow ? 'slow' : flags.error ? 'error' : 'last'
  const trace = await project.trace(selection)
  output.printResult(trace, (style) => renderTrace(trace, style, output.columns ?? 120))
}
