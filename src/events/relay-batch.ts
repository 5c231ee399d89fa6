import type { EventEnvelope } from '../domain/event-envelope.js'
import type { OutboxStore } from '../stores/contracts/outbox-store.js'
import { traceRelay } from './trace-events.js'

/** Maximum number of events per batch. */
const BATCH_SIZE = 200

/** Appends events to the log atomically; events that it already has are ignored. */
export type AppendEvents = (events: readonly EventEnvelope[]) => Promise<void>

/**
 * Moves one batch from a store's outbox to the log and returns whether there was one. If the process ends between the two
 * steps, the batch is moved again, and the log ignores event ids that it already has.
 */
export async function relayBatch(outbox: OutboxStore, append: AppendEvents): Promise<boolean> {
  const entries = await outbox.read(BATCH_SIZE)
  if (entries.length === 0) return false
  const events = entries.map((entry) => entry.event)
  const traced = traceRelay(outbox.name, events)
  await append(events).catch((error: unknown) => {
    traced.end(error)
    throw error
  })
  traced.end()
  await outbox.deleteEntries(entries)
  return true
}
