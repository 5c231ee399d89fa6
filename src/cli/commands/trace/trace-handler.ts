import type { CommandInput } from '../../command-handler.js'
import { UsageError } from '../../usage-error.js'
import { LIMIT_FLAG } from '../../shared-flags.js'
import { renderRequests } from './render-requests.js'
import { renderTrace } from './render-trace.js'
import type { traceCommand } from './trace.command.js'

const NO_REQUEST_NOTE =
  'a request to an operation of a service. Requests that the gateway answers itself, such as /docs and unknown paths, are not recorded.'

export async function run({ context, args, flags }: CommandInput<typeof traceCommand>): Promise<void> {
  const { output } = context
  const { id } = args
  const isList = flags.list || flags.limit !== undefined
  if (id !== undefined && (flags.last || flags.slow || flags.error))
    throw new UsageError({ message: 'An ID and --last, --slow or --error exclude each other.' })
  if (id !== undefined && isList)
    throw new UsageError({ message: 'An ID and --list or --limit exclude each other.' })
  const project = await context.project()
  if (isList) {
    const requests = await project.latestRequests(flags.limit ?? LIMIT_FLAG.default)
    output.printResult({ items: requests }, () => renderRequests(requests, output))
    if (requests.length === 0)
      output.note(
        `${project.state().services === undefined ? 'Run homemanager up, then send' : 'Send'} ${NO_REQUEST_NOTE}`,
      )
    return
  }
  const selection = id !== undefined ? { id } : flags.slow ? 'slow' : flags.error ? 'error' : 'last'
  const trace = await project.trace(selection)
  output.printResult(trace, (style) => renderTrace(trace, style, output.columns ?? 120))
}
