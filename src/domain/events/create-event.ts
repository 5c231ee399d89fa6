import type { Clock } from '../../core/clock.js'
import { createId } from '../../core/ids.js'
import type { EventData, TypedEvent, EventType } from './registry.js'

export interface EventInput<Type extends EventType> {
  readonly type: Type
  readonly subject: string
  readonly aggregateVersion: number
  /** Default: the event's own id, which starts a new chain. */
  readonly correlationId?: string | undefined
  readonly causationId?: string | undefined
  readonly familyId?: string | undefined
  readonly traceparent?: string | undefined
  /** The user whose request causes the event. */
  readonly actorId?: string | undefined
  readonly data: EventData<Type>
}

/** Creates the envelope of an event that happens now. The service in its type is its source. */
export function createEvent<Type extends EventType>(input: EventInput<Type>, clock: Clock): TypedEvent<Type> {
  const id = createId()
  const event = {
    specversion: '1.0',
    id,
    source: `/${input.type.slice(0, input.type.indexOf('.'))}`,
    type: input.type,
    subject: input.subject,
    time: clock.now().toISOString(),
    datacontenttype: 'application/json',
    aggregateversion: input.aggregateVersion,
    correlationid: input.correlationId ?? id,
    ...(input.causationId === undefined ? {} : { causationid: input.causationId }),
    ...(input.familyId === undefined ? {} : { familyid: input.familyId }),
    ...(input.traceparent === undefined ? {} : { traceparent: input.traceparent }),
    ...(input.actorId === undefined ? {} : { actorid: input.actorId }),
    data: input.data,
  }
  return event as TypedEvent<Type>
}
