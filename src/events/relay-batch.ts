import type { EventEnvelope } from '../domain/event-envelope.js'
import type { OutboxStore } from '../stores/outbox-store.js'

/** How many events go over at once. */
const BATCH_SIZE = 200

/** Puts events into the log, all or none; those that it has already stay as they are. */
export type AppendEvents = (events: readonly EventEnvelope[]) => Promise<void>

/**
 * Moves one batch of a store's outbox to the log and says whether there was any. Killed between the two steps, the
 * batch comes again, and the log takes an event's id only once.
 */
export async function relayBatch(outbox: OutboxStore, append: AppendEvents): Promise<boolean> {
  const entries = await outbox.read(BATCH_SIZE)
  if (entries.length === 0) return false
  await append(entries.map((entry) => entry.event))
  await outbox.deleteEntries(entries)
  return true
}
