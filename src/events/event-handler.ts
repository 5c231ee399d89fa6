import { checkOptions } from '../core/check-options.js'
import { createArrayRule, FUNCTION, type OptionRules, POSITIVE_INTEGER, STRING } from '../core/option-rule.js'
import type { EventEnvelope } from '../domain/event-envelope.js'
import { parseEvent } from '../domain/events/parse-event.js'
import type { TypedEvent, EventType } from '../domain/events/registry.js'

/**
 * A consumer of the event log. Delivery is at least once, and another process may handle the same event at the same time:
 * the handler must be idempotent by event id.
 */
export interface EventHandler {
  /** Stable name, under which the offset and the dead letters are stored. */
  readonly consumer: string
  /** Types, or prefixes with `*`, such as `budget.*`. */
  readonly types: readonly string[]
  /** Maximum number of aggregates whose events are handled at the same time; default 8. */
  readonly maxConcurrent?: number
  /** Rejects an event of another type, or whose data does not match its type. */
  handle(event: EventEnvelope): Promise<void>
}

const HANDLER_RULES: OptionRules<EventHandler> = {
  consumer: STRING,
  types: createArrayRule('types of events', STRING),
  maxConcurrent: POSITIVE_INTEGER,
  handle: FUNCTION,
}

/** Creates a consumer of some types of events. `handle` gets their data as the schemas declare it. */
export function createEventHandler<const Type extends EventType>(handler: {
  readonly consumer: string
  readonly types: readonly Type[]
  readonly maxConcurrent?: number
  readonly handle: (event: TypedEvent<Type>) => Promise<void>
}): EventHandler {
  checkOptions('createEventHandler', HANDLER_RULES, handler, ['consumer', 'types', 'handle'])
  const { types, handle } = handler
  return { ...handler, handle: async (event) => handle(parseEvent(event, types)) }
}

/** Thrown by a handler that must wait for something else. The consumer retries without counting an attempt. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater'
}

/** Thrown by a handler that has counted its attempts itself. The event becomes a dead letter at once. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed'
  readonly attempts: number

  constructor(message: string, attempts: number, options: ErrorOptions = {}) {
    super(message, options)
    this.attempts = attempts
  }
}
