import type { ChalkInstance } from 'chalk'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { readLastPosition, type LoggedEvent } from '../../../events/event-log.js'
import { type EventFilter, findLatestEvents } from '../../../events/find-events.js'
import { followEvents } from '../../../events/follow-events.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { withStores } from '../../with-stores.js'
import type { eventsCommand } from './events.command.js'

type EventsFlags = CommandInput<typeof eventsCommand>['flags']

/** `homemanager events`: prints the latest events of the log, and with --follow also new ones. */
export async function showEvents(context: CommandContext, flags: EventsFlags): Promise<void> {
  const filter = toEventFilter(flags)
  const { output, signal } = context
  const show = async ({ event }: LoggedEvent): Promise<void> =>
    output.printItem(event, (style) => formatEvent(event, style))
  await withStores(context, async ({ postgres }) => {
    const start = await readLastPosition(postgres.pool)
    const events = await findLatestEvents(postgres.pool, filter, flags.limit)
    for (const event of events) await show(event)
    if (flags.follow) {
      const last = events.at(-1)?.position ?? start
      for await (const event of followEvents(postgres, last, filter, signal)) await show(event)
    } else if (events.length === 0) output.note('No events match.')
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
