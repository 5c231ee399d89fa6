import { checkOptions } from '../core/check-options.js'
import { createShapeRule, type OptionRules } from '../core/option-rule.js'
import type { Endpoints } from '../core/store-types.js'
import { mapStoresAsync, type PerStore, STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { Store } from './contracts/store.js'
import type { StoreLimits } from './contracts/store-limits.js'
import { getStoreDriver } from './registry.js'
import type { Stores } from './stores.js'

/** Loads the client libraries of all stores, so that opening the stores later takes no time. */
export async function loadStoreClients(): Promise<void> {
  await Promise.all(STORE_NAMES.map((name) => getStoreDriver(name).loadClient()))
}

/** Opens one store. Loads its client library; connects on first use. */
export async function openStore<Name extends StoreName>(
  name: Name,
  endpoint: Endpoints[Name],
  limits?: StoreLimits,
): Promise<Stores[Name]> {
  const client = await getStoreDriver(name).loadClient()
  return client.open(endpoint, limits)
}

const ENDPOINT_RULES: OptionRules<Endpoints> = {
  postgres: createShapeRule('an object with url', 'url'),
  dynamodb: createShapeRule('an object with endpoint and region', 'endpoint', 'region'),
  mongo: createShapeRule('an object with url', 'url'),
}

/** Opens all three stores; disposing closes the connections. */
export async function openStores(
  endpoints: Endpoints,
  limits?: StoreLimits,
): Promise<Stores & AsyncDisposable> {
  checkOptions('openStores', ENDPOINT_RULES, endpoints, STORE_NAMES)
  const stores: PerStore<Store> = await mapStoresAsync((name) => openStore(name, endpoints[name], limits))
  return combineStores(stores as Stores)
}

/** Combines open stores into one disposable object. */
export function combineStores(stores: Stores): Stores & AsyncDisposable {
  return {
    ...stores,
    async [Symbol.asyncDispose]() {
      await Promise.all(STORE_NAMES.map(async (name) => stores[name][Symbol.asyncDispose]()))
    },
  }
}
