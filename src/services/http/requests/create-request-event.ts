import type { Clock } from '../../../core/clock.js'
import type { TypedEvent, EventType } from '../../../domain/events/registry.js'
import { type EventInput, createEvent } from '../../../domain/events/create-event.js'
import type { RequestTrace } from './request-trace.js'

/** Creates an event caused by a request, with the request's correlation ID and trace context. */
export function createRequestEvent<Type extends EventType>(
  input: Omit<EventInput<Type>, 'correlationId' | 'traceparent' | 'actorId'>,
  trace: RequestTrace,
  clock: Clock,
): TypedEvent<Type> {
  const { correlationId, traceparent, actorId } = trace
  return createEvent<Type>({ ...input, correlationId, traceparent, actorId }, clock)
}
