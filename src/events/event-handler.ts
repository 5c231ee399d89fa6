import type { EventEnvelope } from '../domain/event-envelope.js'

/**
 * A consumer of the event log. Delivery is at least once, and another process may handle the same event at the same time:
 * the handler must be idempotent by event id.
 */
export interface EventHandler {
  /** Stable name, under which the offset and the dead letters are stored. */
  readonly consumer: string
  readonly types: readonly string[]
  handle(event: EventEnvelope): Promise<void>
}

/** Thrown by a handler that must wait for something else. The consumer retries without counting an attempt. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater'
}
