import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'

export type ObserveStoreOperation = (
  store: StoreName,
  operation: string,
  seconds: number,
  failed: boolean,
) => void

/** Reports the duration of every store request; disposing the result stops it. */
export async function observeStores(stores: Stores, observe: ObserveStoreOperation): Promise<Disposable> {
  const hooks = await Promise.all(
    STORE_NAMES.map(async (name) => {
      const observeRequests = await getStoreDriver(name).loadObserver()
      return observeRequests(stores[name], (...request) => observe(name, ...request))
    }),
  )
  return {
    [Symbol.dispose]() {
      for (const unhook of hooks) unhook()
    },
  }
}
