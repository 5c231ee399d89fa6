import { WRITTEN_RECORDS } from '../core/span-record.js'
import { replaceSpanId, runSpan, startSpan } from '../core/tracing.js'
import type { Saga } from './sagas/saga.js'
import type { EventEnvelope } from '../domain/event-envelope.js'

/** The relay and the consumers run later, perhaps in another process: an event has the context of the request that caused it. */
const COMPONENT = 'events'

/** Records for each event how long it was in the outbox and in the relay. `end` is called when the events are in the log. */
export function traceRelay(outbox: string, events: readonly EventEnvelope[]): { end(error?: unknown): void } {
  const spans = events.flatMap((event) => {
    const { traceparent, type, time } = event
    if (traceparent === undefined) return []
    const waiting = startSpan({
      name: `outbox ${type}`,
      component: outbox,
      kind: 'producer',
      parent: traceparent,
      traceparent: replaceSpanId(traceparent, getOutboxSpanId(event)),
      startTime: Math.min(Date.parse(time), Date.now()),
      attributes: {
        ...describeEvent(event),
        'messaging.operation.type': 'create',
        [WRITTEN_RECORDS]: [`${type.split('.')[1] ?? 'event'} ${event.subject}`],
      },
    })
    if (waiting === undefined) return []
    waiting.end()
    const relayed = startSpan({
      name: `relay ${type}`,
      component: COMPONENT,
      kind: 'producer',
      parent: waiting.traceparent,
      traceparent: replaceSpanId(traceparent, getRelaySpanId(event)),
      attributes: { ...describeEvent(event), 'messaging.operation.type': 'send' },
    })
    return relayed ?? []
  })
  return {
    end(error) {
      for (const span of spans) span.end(error)
    },
  }
}

/** Runs a consumer in a span below that of the relay. Events that it publishes are below its span. */
export async function traceConsumer(
  consumer: string,
  event: EventEnvelope,
  handle: (event: EventEnvelope) => Promise<void>,
): Promise<void> {
  const { traceparent } = event
  const span =
    traceparent === undefined
      ? undefined
      : startSpan({
          name: consumer,
          component: COMPONENT,
          kind: 'consumer',
          parent: replaceSpanId(traceparent, getRelaySpanId(event)),
          attributes: {
            ...describeEvent(event),
            'messaging.operation.type': 'process',
            'messaging.consumer.group.name': consumer,
          },
        })
  if (span === undefined) return handle(event)
  await runSpan(span, () => handle({ ...event, traceparent: span.traceparent }))
}

/** Runs a step of a saga in a span below the consumer that started the saga, which may have been in another process. */
export async function traceStep(
  { id, kind, traceparent }: Pick<Saga, 'id' | 'kind' | 'traceparent'>,
  step: string,
  what: 'run' | 'compensate',
  work: () => Promise<void>,
): Promise<void> {
  const name = what === 'run' ? `${kind} ${step}` : `${kind} compensate ${step}`
  const attributes = { 'homemanager.saga.id': id, 'homemanager.saga.step': step }
  await runSpan(
    startSpan({ name, component: COMPONENT, kind: 'internal', parent: traceparent, attributes }),
    work,
  )
}

function describeEvent({ id, type, correlationid }: EventEnvelope): Record<string, string> {
  return {
    'messaging.system': 'homemanager',
    'messaging.destination.name': type,
    'messaging.message.id': id,
    'messaging.message.conversation_id': correlationid,
  }
}

/** The relay and the consumers must agree on the ids without sending them: the last 62 bits of a UUID are random. */
function getRelaySpanId({ id }: EventEnvelope): string {
  return id.replaceAll('-', '').slice(16).toLowerCase()
}

function getOutboxSpanId(event: EventEnvelope): string {
  const id = getRelaySpanId(event)
  return `${id.slice(8)}${id.slice(0, 8)}`
}
