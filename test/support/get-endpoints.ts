import type { Endpoints } from '../../src/core/store-types.js'
import { mapStores, type PerStore } from '../../src/core/store-name.js'
import type { Stores } from '../../src/stores/stores.js'

/** The endpoints of open stores. */
export function getEndpoints(stores: Stores): Endpoints {
  const endpoints: PerStore<unknown> = mapStores((name) => stores[name].endpoint)
  return endpoints as Endpoints
}
