import { setTimeout as sleep } from 'node:timers/promises'
import { BUNDLED_ENTITIES } from '../domain/entities/registry.js'
import { STORE_NAMES } from '../core/store-name.js'
import { readConsumerLags } from '../events/consumer-lag.js'
import type { DeletedIds } from '../stores/contracts/data-store.js'
import { createDataStores } from '../stores/create-data-stores.js'
import type { Stores } from '../stores/stores.js'

const SETTLE_TIMEOUT_MS = 15_000
const POLL_INTERVAL_MS = 100

/**
 * Removes everything that tests have made as these users and in these families, in all stores and in the event log. First, their
 * events are processed: a consumer that comes later would write again.
 */
export async function removeTestData(stores: Stores, ids: DeletedIds): Promise<void> {
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const deadline = performance.now() + SETTLE_TIMEOUT_MS
  while (!(await areEventsProcessed(stores, data)) && performance.now() < deadline)
    await sleep(POLL_INTERVAL_MS)
  const [first, ...others] = ids.familyIds
  const families = [
    ...(first === undefined ? [] : [{ id: first, userIds: ids.userIds }]),
    ...others.map((id) => ({ id, userIds: [] })),
  ]
  for (const name of STORE_NAMES) {
    await data[name].removeFamilies(families)
    await data[name].forgetDeletions?.(ids)
    await data[name].removeTraces(ids)
  }
}

async function areEventsProcessed(
  { postgres: { pool } }: Stores,
  data: Awaited<ReturnType<typeof createDataStores>>,
): Promise<boolean> {
  const { rows } = await pool.query<{ consumer: string }>('SELECT consumer FROM platform.consumer_offsets')
  const names = rows.map(({ consumer }) => consumer)
  const now = new Date()
  const undelivered = await Promise.all(
    STORE_NAMES.map(async (name) => data[name].listUndeliveredEvents(now)),
  )
  const { rows: dead } = await pool.query<{ id: string }>('SELECT event_id AS id FROM platform.dead_letters')
  const ignored = new Set(dead.map(({ id }) => id))
  if (undelivered.flat().some(({ id }) => !ignored.has(id))) return false
  return (await readConsumerLags(pool, names)).every(({ lag }) => lag === 0)
}
