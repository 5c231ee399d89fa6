import type { ChalkInstance } from 'chalk'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { readLastPosition, type LoggedEvent } from '../../../events/event-log.js'
import { type EventFilter, findLatestEvents } from '../../../events/find-events.js'
import { followEvents } from '../../../events/follow-events.js'
import type { CommandContext } from '../../command.js'
import { parseCount, parseUuid, withStores } from '../../with-stores.js'

/** `homemanager events`: prints the latest events of the log, and with --follow also new ones. */
export async function showEvents(
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const filter = parseEventFilter(options)
  const limit = parseCount(options['limit'], '--limit')
  const { output, signal } = context
  const show = async ({ event }: LoggedEvent): Promise<void> =>
    output.printItem(event, (style) => formatEvent(event, style))
  await withStores(context, async ({ postgres }) => {
    const start = await readLastPosition(postgres.pool)
    const events = await findLatestEvents(postgres.pool, filter, limit)
    for (const event of events) await show(event)
    if (options['follow'] === true) {
      const last = events.at(-1)?.position ?? start
      for await (const event of followEvents(postgres, last, filter, signal)) await show(event)
    } else if (events.length === 0) output.note('No events match.')
  })
}

function parseEventFilter(options: Readonly<Record<string, unknown>>): EventFilter {
  const { family, correlation, type } = options
  return {
    ...(typeof family === 'string' ? { familyId: parseUuid(family, 'a family') } : {}),
    ...(typeof correlation === 'string' ? { correlationId: correlation } : {}),
    ...(typeof type === 'string' ? { type } : {}),
  }
}

function formatEvent(event: EventEnvelope, style: ChalkInstance): string {
  const aggregate = `${event.subject} v${event.aggregateversion}`
  return `${style.dim(event.time)}  ${style.cyan(event.type.padEnd(34))}  ${aggregate}  ${style.dim(`${event.id} correlation ${event.correlationid}`)}`
}
