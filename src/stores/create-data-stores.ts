import { mapStoresAsync, type PerStore } from '../core/store-name.js'
import type { DataStore } from './contracts/data-store.js'
import { getStoreDriver } from './registry.js'
import type { Stores } from './stores.js'

/** Creates the data store of each open store. */
export async function createDataStores(stores: Stores): Promise<PerStore<DataStore>> {
  return mapStoresAsync(async (name) => {
    const create = await getStoreDriver(name).loadDataStore()
    return create(stores[name])
  })
}
