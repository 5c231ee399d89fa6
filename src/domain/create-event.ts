import type { Clock } from '../core/clock.js'
import { createId } from '../core/ids.js'
import type { EventEnvelope } from './event-envelope.js'
import type { EventType } from './event-types.js'

export interface EventInput {
  readonly type: EventType
  readonly subject: string
  readonly aggregateVersion: number
  /** Default: the event's own id, as the start of a new chain. */
  readonly correlationId?: string | undefined
  readonly causationId?: string | undefined
  readonly familyId?: string | undefined
  readonly traceparent?: string | undefined
  readonly data: Readonly<Record<string, unknown>>
}

/** The envelope of something that happened now; its source is the service that the type names. */
export function createEvent(facts: EventInput, clock: Clock): EventEnvelope {
  const id = createId()
  return {
    specversion: '1.0',
    id,
    source: `/${facts.type.slice(0, facts.type.indexOf('.'))}`,
    type: facts.type,
    subject: facts.subject,
    time: clock.now().toISOString(),
    datacontenttype: 'application/json',
    aggregateversion: facts.aggregateVersion,
    correlationid: facts.correlationId ?? id,
    ...(facts.causationId === undefined ? {} : { causationid: facts.causationId }),
    ...(facts.familyId === undefined ? {} : { familyid: facts.familyId }),
    ...(facts.traceparent === undefined ? {} : { traceparent: facts.traceparent }),
    data: facts.data,
  }
}
