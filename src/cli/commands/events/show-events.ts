import type { ChalkInstance } from 'chalk'
import { isRecord } from '../../../core/is-record.js'
import { truncate } from '../../../core/truncate.js'
import { displayWidth } from '../../../output/display-width.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { LoggedEvent } from '../../../events/event-log.js'
import type { EventFilter } from '../../../events/find-events.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { withEvents } from '../../with-events.js'
import type { eventsCommand } from './events.command.js'

const SUMMARY_WIDTH = 28
/** Fields of the data that name what the event is about; the first that exists is shown. */
const SUMMARY_FIELDS = [
  ['todo', 'title'],
  ['family', 'name'],
  ['invitation', 'email'],
  ['user', 'display_name'],
  ['category', 'label'],
  [undefined, 'label'],
] as const

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
  const { id, time, type, subject, aggregateversion: version, correlationid: correlation } = event
  const ids = correlation === id ? id : `${id} correlation ${correlation}`
  const summary = escapeControlCharacters(summarizeEvent(event)).padEnd(SUMMARY_WIDTH)
  return `${style.dim(time)}  ${style.cyan(type.padEnd(34))}  ${summary}  ${subject} v${version}  ${style.dim(ids)}`
}

/** What the event is about, for people: a name, a title or an amount. */
function summarizeEvent({ data }: EventEnvelope): string {
  const { amount, currency } = data
  if (typeof amount === 'string') return `${amount} ${String(currency)}`
  for (const [part, field] of SUMMARY_FIELDS) {
    const value = part === undefined ? data : data[part]
    if (isRecord(value) && typeof value[field] === 'string')
      return truncate(value[field], SUMMARY_WIDTH, displayWidth)
  }
  return ''
}
