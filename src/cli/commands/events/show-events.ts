import type { Delivery } from '../../../events/subscriptions/read-deliveries.js'
import { findClosestMatch } from '../../../core/closest-match.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { EventFilter } from '../../../events/find-events.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { invalidValueError, UsageError } from '../../usage-error.js'
import { withEvents } from '../../with-events.js'
import type { eventsCommand } from './events.command.js'
import { renderEvent } from './render-event.js'

type EventsFlags = CommandInput<typeof eventsCommand>['flags']

/** `homemanager events`: prints the latest events of the log, and with --follow also new ones. */
export async function showEvents(context: CommandContext, flags: EventsFlags): Promise<void> {
  if (flags.limit === 0 && !flags.follow)
    throw invalidValueError('--limit', '0', 'an integer of at least 1, or --follow for new events only')
  const filter = toEventFilter(flags)
  const { output, signal } = context
  const unknownType = await findUnknownType(flags.type)
  await withEvents(context, async (events) => {
    if (
      unknownType !== undefined &&
      (await events.latest(toEventFilter({ type: flags.type }), 1)).items.length === 0
    ) {
      const { isError, reason, hint } = unknownType
      if (isError && !flags.follow)
        throw new UsageError({ message: `Invalid value "${flags.type}" for --type.`, detail: reason, hint })
      output.warn(`${reason} ${hint}`)
    }
    const show = async (
      event: EventEnvelope,
      deliveries: readonly Delivery[],
      description: string,
    ): Promise<void> =>
      output.printItem({ ...event, ...(deliveries.length === 0 ? {} : { deliveries }) }, (style) =>
        renderEvent(event, { deliveries, description }, style, { wide: flags.wide, columns: output.columns }),
      )
    // In JSON, each event is as it was logged.
    const describe = async (listed: readonly EventEnvelope[]): Promise<readonly string[]> =>
      output.json ? [] : events.describe(listed)
    const { items, position } = await events.latest(filter, flags.limit)
    const deliveries = await events.deliveries(items)
    const descriptions = await describe(items.map(({ event }) => event))
    for (const [i, { event }] of items.entries())
      await show(event, deliveries[i] ?? [], descriptions[i] ?? '')
    if (flags.follow)
      await events.follow(position, filter, signal, async (logged) =>
        show(
          logged.event,
          (await events.deliveries([logged])).flat(),
          (await describe([logged.event])).join(''),
        ),
      )
    else if (items.length === 0) output.note('No events match.')
  })
}

/** What is wrong with a type of which no event is in the log, if the bundled services have no such type. */
interface UnknownType {
  /** Of a bundled service: nothing can publish it. A custom service may publish others. */
  readonly isError: boolean
  readonly reason: string
  readonly hint: string
}

async function findUnknownType(type: string | undefined): Promise<UnknownType | undefined> {
  if (type === undefined) return undefined
  const { EVENT_DEFINITIONS } = await import('../../../domain/events/registry.js')
  const known: readonly string[] = EVENT_DEFINITIONS.map((definition) => definition.type)
  const prefix = type.endsWith('*') ? type.slice(0, -1) : undefined
  if (prefix === undefined ? known.includes(type) : known.some((each) => each.startsWith(prefix)))
    return undefined
  const services = [...new Set(known.map((each) => `${each.split('.')[0]}.*`))]
  const similar = findClosestMatch(type, [...known, ...services])
  return {
    isError: services.includes(`${type.split('.')[0]}.*`),
    reason: 'No event of this type is in the log, and the bundled services have none.',
    hint: similar === undefined ? `Their events match ${services.join(', ')}.` : `Did you mean "${similar}"?`,
  }
}

function toEventFilter({ family, correlation, type }: Partial<EventsFlags>): EventFilter {
  return {
    ...(family === undefined ? {} : { familyId: family }),
    ...(correlation === undefined ? {} : { correlationId: correlation }),
    ...(type === undefined ? {} : { type }),
  }
}
