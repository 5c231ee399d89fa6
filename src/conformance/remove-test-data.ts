import { BUNDLED_ENTITIES } from '../domain/entities/registry.js'
import { STORE_NAMES } from '../core/store-name.js'
import { waitForEvents } from '../events/pending-events.js'
import type { DeletedIds } from '../stores/contracts/data-store.js'
import { createDataStores } from '../stores/create-data-stores.js'
import type { Stores } from '../stores/stores.js'

const SETTLE_TIMEOUT_MS = 15_000

/**
 * Removes everything that tests have made as these users and in these families, in all stores and in the event log. First, their
 * events are processed: a consumer that comes later would write again. Resolves to whether they were.
 */
export async function removeTestData(stores: Stores, ids: DeletedIds): Promise<boolean> {
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const processed = await waitForEvents(stores.postgres.pool, data, {
    idleTimeoutMs: SETTLE_TIMEOUT_MS,
    timeoutMs: SETTLE_TIMEOUT_MS,
  })
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
  return processed
}
