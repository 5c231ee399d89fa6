import { STORE_NAMES } from '../core/store-name.js'
import type { OutboxStore } from './contracts/outbox-store.js'
import { getStoreDriver } from './registry.js'
import type { Stores } from './stores.js'

/** Creates the outbox of each open store. */
export async function createOutboxStores(stores: Stores): Promise<readonly OutboxStore[]> {
  return Promise.all(
    STORE_NAMES.map(async (name) => {
      const create = await getStoreDriver(name).loadOutbox()
      return create(stores[name])
    }),
  )
}
