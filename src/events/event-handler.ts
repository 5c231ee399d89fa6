import type { EventEnvelope } from '../domain/event-envelope.js'

/**
 * One consumer of the log. Its handler may be called again for an event that it has already handled, also at the same
 * time by another process, and must do a thing once by the event's id.
 */
export interface EventHandler {
  /** Stable name: under it stand the offset and the dead letters. */
  readonly consumer: string
  readonly types: readonly string[]
  handle(event: EventEnvelope): Promise<void>
}

/** Thrown by a handler for which it is too early. The consumer waits for as long as it takes and spends no attempt. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater'
}
