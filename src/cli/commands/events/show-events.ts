import type { ChalkInstance } from 'chalk'
import type { Delivery } from '../../../events/subscriptions/read-deliveries.js'
import { findClosestMatch } from '../../../core/closest-match.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import { getTraceId } from '../../../core/tracing.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { NameLookup } from '../../../domain/events/define-event.js'
import { describeEvent } from '../../../domain/events/describe-event.js'
import type { EventFilter } from '../../../events/find-events.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { invalidValueError } from '../../usage-error.js'
import { withEvents } from '../../with-events.js'
import type { eventsCommand } from './events.command.js'

const TYPE_WIDTH = 34

type EventsFlags = CommandInput<typeof eventsCommand>['flags']

/** `homemanager events`: prints the latest events of the log, and with --follow also new ones. */
export async function showEvents(context: CommandContext, flags: EventsFlags): Promise<void> {
  if (flags.limit === 0 && !flags.follow)
    throw invalidValueError('--limit', '0', 'an integer of at least 1, or --follow for new events only')
  const filter = toEventFilter(flags)
  const { output, signal } = context
  await withEvents(context, async (events) => {
    const show = async (
      event: EventEnvelope,
      deliveries: readonly Delivery[],
      names: NameLookup,
    ): Promise<void> =>
      output.printItem({ ...event, ...(deliveries.length === 0 ? {} : { deliveries }) }, (style) =>
        [formatEvent(event, names, style, flags.wide), ...formatDeliveries(deliveries, style)].join('  '),
      )
    const loadNames = async (shown: readonly EventEnvelope[]): Promise<NameLookup> =>
      output.json ? (id) => id ?? '' : events.names(shown)
    const { items, position } = await events.latest(filter, flags.limit)
    const deliveries = await events.deliveries(items)
    const shown = items.map(({ event }, index) => ({ event, deliveries: deliveries[index] ?? [] }))
    const names = await loadNames(shown.map(({ event }) => event))
    for (const each of shown) await show(each.event, each.deliveries, names)
    if (flags.follow)
      await events.follow(position, filter, signal, async (logged) =>
        show(logged.event, (await events.deliveries([logged])).flat(), await loadNames([logged.event])),
      )
    else if (items.length === 0) output.note(`No events match.${await describeUnknownType(filter.type)}`)
  })
}

/** Custom services may publish events of other types. */
async function describeUnknownType(type: string | undefined): Promise<string> {
  if (type === undefined) return ''
  const { EVENT_DEFINITIONS } = await import('../../../domain/events/registry.js')
  const known: readonly string[] = EVENT_DEFINITIONS.map((definition) => definition.type)
  const prefix = type.endsWith('*') ? type.slice(0, -1) : undefined
  if (prefix === undefined ? known.includes(type) : known.some((each) => each.startsWith(prefix))) return ''
  const similar = findClosestMatch(type, known)
  const hint = similar === undefined ? `Their types: ${known.join(', ')}.` : `Did you mean ${similar}?`
  return ` The bundled services have no events of type ${type}. ${hint}`
}

function toEventFilter({ family, correlation, type }: EventsFlags): EventFilter {
  return {
    ...(family === undefined ? {} : { familyId: family }),
    ...(correlation === undefined ? {} : { correlationId: correlation }),
    ...(type === undefined ? {} : { type }),
  }
}

function formatEvent(event: EventEnvelope, names: NameLookup, style: ChalkInstance, wide: boolean): string {
  const { time, type } = event
  const summary = escapeControlCharacters(describeEvent(event, names))
  const line = `${style.dim(time)}  ${style.cyan(type.padEnd(TYPE_WIDTH))}  ${summary}`
  return wide ? `${line}  ${style.dim(listIds(event))}` : line.trimEnd()
}

/** `calendar: delivered`, one for each service that subscribes to the type. */
function formatDeliveries(deliveries: readonly Delivery[], style: ChalkInstance): readonly string[] {
  const colors = { delivered: style.green, waiting: style.yellow, failed: style.red }
  return deliveries.map(({ service, status }) => `${style.dim(`${service}:`)} ${colors[status](status)}`)
}

function listIds({
  id,
  subject,
  aggregateversion,
  correlationid,
  actorid,
  traceparent,
}: EventEnvelope): string {
  return [
    `${subject} v${aggregateversion}`,
    `event ${id}`,
    ...(correlationid === id ? [] : [`correlation ${correlationid}`]),
    ...(actorid === undefined ? [] : [`by ${actorid}`]),
    ...(traceparent === undefined ? [] : [`trace ${getTraceId(traceparent)}`]),
  ].join('  ')
}
