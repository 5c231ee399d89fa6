import type { ChalkInstance } from 'chalk'
import { getTraceId } from '../../../core/tracing.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { Delivery } from '../../../events/subscriptions/read-deliveries.js'
import { displayWidth } from '../../../output/display-width.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'

const TYPE_WIDTH = 34

export interface EventRendering {
  /** Also show the IDs. */
  readonly wide: boolean
  /** The width of the terminal, if it is one. */
  readonly columns: number | undefined
}

interface ShownEvent {
  readonly deliveries: readonly Delivery[]
  /** Empty if it is not known what happened. */
  readonly description: string
}

/** An event with its deliveries: on one line if it fits the terminal, otherwise each part on a line of its own. */
export function renderEvent(
  event: EventEnvelope,
  { deliveries, description }: ShownEvent,
  style: ChalkInstance,
  { wide, columns = Infinity }: EventRendering,
): string {
  const { time, type } = event
  const head = `${style.dim(time)}  ${style.cyan(type)}`
  const summary = escapeControlCharacters(description)
  const parts = [
    ...(summary === '' ? [] : [summary]),
    ...(wide ? listIds(event).map((id) => style.dim(id)) : []),
    ...formatDeliveries(deliveries, style),
  ]
  const gap = ' '.repeat(Math.max(0, TYPE_WIDTH - displayWidth(type)))
  const line = parts.length === 0 ? head : [head + gap, ...parts].join('  ')
  return displayWidth(line) <= columns ? line : [head, ...parts].join('\n  ')
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
}: EventEnvelope): readonly string[] {
  return [
    `${subject} v${aggregateversion}`,
    `event ${id}`,
    ...(correlationid === id ? [] : [`correlation ${correlationid}`]),
    ...(actorid === undefined ? [] : [`by ${actorid}`]),
    ...(traceparent === undefined ? [] : [`trace ${getTraceId(traceparent)}`]),
  ]
}
