import type { Clock } from '../../core/clock.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { type EventFacts, newEvent } from '../../domain/new-event.js'
import type { RequestTrace } from './request-trace.js'

/** The envelope of something that a request made happen: it carries the request's ids on. */
export function requestEvent(
  facts: Omit<EventFacts, 'correlationId' | 'traceparent'>,
  trace: RequestTrace,
  clock: Clock,
): EventEnvelope {
  return newEvent({ ...facts, correlationId: trace.correlationId, traceparent: trace.traceparent }, clock)
}
