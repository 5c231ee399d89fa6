import type { EventEnvelope } from '../../domain/event-envelope.js'
import type { StoreName } from '../../core/store-name.js'

/** An event in the outbox of a store. */
export interface OutboxEntry {
  readonly event: EventEnvelope
  /** Where the entry is stored. Opaque; only `deleteEntries` of the same store interprets it. */
  readonly location: string
}

/**
 * The outbox of one store: events that were written atomically with the data they describe and are not yet in the event
 * log. Reading does not remove entries, so an event may be read twice; the reader must deduplicate by event ID.
 */
export interface OutboxStore {
  readonly name: StoreName
  /** Reads at most `limit` entries, oldest first. Events of one aggregate are in the order of its versions. */
  read(limit: number): Promise<readonly OutboxEntry[]>
  /** Deletes entries that are in the event log. Ignores entries that are already deleted. */
  deleteEntries(entries: readonly OutboxEntry[]): Promise<void>
  /** The number of entries and the time of the oldest, for metrics and `verify`. */
  getBacklog(): Promise<OutboxBacklog>
}

export interface OutboxBacklog {
  readonly count: number
  /** ISO 8601; `undefined` if the outbox is empty. */
  readonly oldest: string | undefined
}
