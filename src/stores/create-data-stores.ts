import { mapStoresAsync, type PerStore } from '../core/store-name.js'
import type { EntityRegistry } from '../domain/entities/registry.js'
import type { DataStore } from './contracts/data-store.js'
import { getStoreDriver } from './registry.js'
import type { Stores } from './stores.js'

/** Creates the data store of each open store, for the records of these entities. */
export async function createDataStores(
  stores: Stores,
  entities: EntityRegistry,
): Promise<PerStore<DataStore>> {
  return mapStoresAsync(async (name) => {
    const create = await getStoreDriver(name).loadDataStore()
    return create(stores[name], entities)
  })
}
