import { createOutboxStores } from '../../src/stores/create-outbox-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { waitUntil } from './wait-until.js'

/** Waits until the outboxes are empty, the consumers have reached the end of the log, and no saga runs. */
export async function waitForDelivery(stores: Stores): Promise<void> {
  const outboxes = await createOutboxStores(stores)
  await waitUntil(async () => {
    const before = await readConsumers(stores)
    if (!before.done) return false
    const backlogs = await Promise.all(outboxes.map(async (outbox) => outbox.getBacklog()))
    if (backlogs.some(({ count }) => count > 0)) return false
    // A consumer may have written events after its outbox was read for the last time, unless the log has ended before.
    const after = await readConsumers(stores)
    return after.done && after.end === before.end
  }, 120_000)
}

async function readConsumers({
  postgres,
}: Stores): Promise<{ readonly done: boolean; readonly end: string | null }> {
  const { rows } = await postgres.pool.query<{ done: boolean; end: string | null }>(
    `SELECT (SELECT max(position) FROM platform.event_log) AS end,
       NOT EXISTS (SELECT FROM platform.consumer_offsets
         WHERE position < (SELECT coalesce(max(position), 0) FROM platform.event_log))
       AND EXISTS (SELECT FROM platform.consumer_offsets)
       AND NOT EXISTS (SELECT FROM platform.sagas WHERE state IN ('running', 'compensating')) AS done`,
  )
  return rows[0] ?? { done: false, end: null }
}
