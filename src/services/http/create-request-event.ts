import type { Clock } from '../../core/clock.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { type EventInput, createEvent } from '../../domain/create-event.js'
import type { RequestTrace } from './request-trace.js'

/** The envelope of something that a request made happen: it carries the request's ids on. */
export function createRequestEvent(
  facts: Omit<EventInput, 'correlationId' | 'traceparent'>,
  trace: RequestTrace,
  clock: Clock,
): EventEnvelope {
  return createEvent({ ...facts, correlationId: trace.correlationId, traceparent: trace.traceparent }, clock)
}
