import { createOutboxStores } from '../../src/stores/create-outbox-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { waitUntil } from './wait-until.js'

/** Waits until the outboxes are empty, the consumers have reached the end of the log, and no saga runs. */
export async function waitForDelivery(stores: Stores): Promise<void> {
  const outboxes = await createOutboxStores(stores)
  await waitUntil(async () => {
    const backlogs = await Promise.all(outboxes.map(async (outbox) => outbox.getBacklog()))
    const { rows } = await stores.postgres.pool.query<{ done: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM platform.consumer_offsets
         WHERE position < (SELECT coalesce(max(position), 0) FROM platform.event_log))
       AND EXISTS (SELECT FROM platform.consumer_offsets)
       AND NOT EXISTS (SELECT FROM platform.sagas WHERE state IN ('running', 'compensating')) AS done`,
    )
    return backlogs.every(({ count }) => count === 0) && rows[0]?.done === true
  }, 120_000)
}
