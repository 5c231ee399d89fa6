import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { startChildSpan } from '../../core/tracing.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'

export type ObserveStoreOperation = (
  store: StoreName,
  operation: string,
  seconds: number,
  failed: boolean,
) => void

/** Reports the duration of every store request, and records a span if it belongs to a trace. Disposing the result stops it. */
export async function observeStores(stores: Stores, observe: ObserveStoreOperation): Promise<Disposable> {
  const hooks = await Promise.all(
    STORE_NAMES.map(async (name) => {
      const observeRequests = await getStoreDriver(name).loadObserver()
      return observeRequests(stores[name], ({ operation, describe }) => {
        const since = performance.now()
        const span = startChildSpan({ name: operation, component: name, kind: 'client' })
        span?.setAttributes(describe())
        return (failed) => {
          observe(name, operation, (performance.now() - since) / 1000, failed)
          span?.end(failed ? 'The request has failed.' : undefined)
        }
      })
    }),
  )
  return {
    [Symbol.dispose]() {
      for (const unhook of hooks) unhook()
    },
  }
}
