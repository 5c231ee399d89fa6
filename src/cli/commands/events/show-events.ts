import type { ChalkInstance } from 'chalk'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { LoggedEvent } from '../../../events/event-log.js'
import type { EventFilter } from '../../../events/find-events.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { withEvents } from '../../with-events.js'
import type { eventsCommand } from './events.command.js'

type EventsFlags = CommandInput<typeof eventsCommand>['flags']

/** `homemanager events`: prints the latest events of the log, and with --follow also new ones. */
export async function showEvents(context: CommandContext, flags: EventsFlags): Promise<void> {
  const filter = toEventFilter(flags)
  const { output, signal } = context
  const show = async ({ event }: LoggedEvent): Promise<void> =>
    output.printItem(event, (style) => formatEvent(event, style))
  await withEvents(context, async (events) => {
    const { items, position } = await events.latest(filter, flags.limit)
    for (const event of items) await show(event)
    if (flags.follow) await events.follow(position, filter, signal, show)
    else if (items.length === 0) output.note('No events match.')
  })
}

function toEventFilter({ family, correlation, type }: EventsFlags): EventFilter {
  return {
    ...(family === undefined ? {} : { familyId: family }),
    ...(correlation === undefined ? {} : { correlationId: correlation }),
    ...(type === undefined ? {} : { type }),
  }
}

function formatEvent(event: EventEnvelope, style: ChalkInstance): string {
  const aggregate = `${event.subject} v${event.aggregateversion}`
  return `${style.dim(event.time)}  ${style.cyan(event.type.padEnd(34))}  ${aggregate}  ${style.dim(`${event.id} correlation ${event.correlationid}`)}`
}
