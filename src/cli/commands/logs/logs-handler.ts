import { SERVICE_NAMES } from '../../../core/service-name.js'
import type { LogEntry } from '../../../project/logs/log-entries.js'
import type { LogFilter } from '../../../project/logs/read-log-entries.js'
import type { CommandInput } from '../../command-handler.js'
import type { logsCommand } from './logs.command.js'
import { invalidValueError } from '../../usage-error.js'
import { createEntryRenderer } from './render-log-entry.js'

/** The components that write to the log of the services. */
const SERVICE_COMPONENTS: readonly string[] = ['services', 'gateway', ...SERVICE_NAMES, 'events']

export async function run({ context, args, flags }: CommandInput<typeof logsCommand>): Promise<void> {
  if (flags.lines === 0 && !flags.follow)
    throw invalidValueError('--lines', '0', 'an integer of at least 1, or --follow for new entries only')
  const { output, signal } = context
  const project = await context.project()
  const logs = await project.logs(args.name)
  // The log of the gateway has lines of the services.
  const names = logs.names.flatMap((name) =>
    name === 'services' || name === 'gateway' ? SERVICE_COMPONENTS : [name],
  )
  const renderEntry = createEntryRenderer(names)
  const print = async (entry: LogEntry): Promise<void> =>
    output.printItem(entry, (style) => renderEntry(entry, style))
  const filter: LogFilter = {
    level: flags.level,
    pattern: flags.grep,
    since: flags.since,
    traceId: flags.trace,
  }
  const last = await logs.last(filter, flags.lines)
  for (const entry of last) await print(entry)
  if (flags.follow) await logs.follow(filter, signal, print)
  else if (last.length === 0) {
    const isFiltered = Object.values(filter).some((value) => value !== undefined)
    output.note(isFiltered ? 'No log entries match.' : `Project ${project.config.project} has no log lines.`)
  }
}
