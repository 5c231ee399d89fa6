import type { OutboxStore } from '../stores/outbox-store.js'
import { appendEvents, type Queryable } from './event-log.js'

/** How many events go over at once. */
const BATCH = 200

/**
 * Moves one batch of a store's outbox to the log and says whether there was any. Killed between the two steps, the
 * batch comes again, and the log takes an event's id only once.
 */
export async function relayBatch(outbox: OutboxStore, log: Queryable): Promise<boolean> {
  const entries = await outbox.read(BATCH)
  if (entries.length === 0) return false
  await appendEvents(
    log,
    entries.map((entry) => entry.event),
  )
  await outbox.clear(entries)
  return true
}
