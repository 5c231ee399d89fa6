import type { EventEnvelope } from '../domain/event-envelope.js'
import type { StoreName } from '../core/store-name.js'

/** An event that waits in a store, and where it stands there. */
export interface OutboxEntry {
  readonly event: EventEnvelope
  /** What `clear` needs besides the event's id; known only to the store that gave it. */
  readonly location: string
}

/**
 * The outbox of one store: events that were written atomically with the data they tell of and are not yet in the log.
 * Reading takes nothing away, so an event may be read twice; whoever moves it must do a thing once by its id.
 */
export interface OutboxStore {
  readonly name: StoreName
  /** The oldest entries, at most `limit`; those of one aggregate in the order in which they happened. */
  read(limit: number): Promise<readonly OutboxEntry[]>
  /** Forgets entries that are safely in the log. Entries that are already gone are no error. */
  deleteEntries(entries: readonly OutboxEntry[]): Promise<void>
  /** How many wait, and since when the oldest does; for metrics and `verify`. */
  getBacklog(): Promise<OutboxBacklog>
}

export interface OutboxBacklog {
  readonly count: number
  /** ISO 8601; nothing when the outbox is empty. */
  readonly oldest: string | undefined
}
