import type { Clock } from '../../core/clock.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { type EventInput, createEvent } from '../../domain/create-event.js'
import type { RequestTrace } from './request-trace.js'

/** Creates an event caused by a request, with the request's correlation ID and trace context. */
export function createRequestEvent(
  input: Omit<EventInput, 'correlationId' | 'traceparent'>,
  trace: RequestTrace,
  clock: Clock,
): EventEnvelope {
  return createEvent({ ...input, correlationId: trace.correlationId, traceparent: trace.traceparent }, clock)
}
