import { settleAllOrAbort } from './settle-all-or-abort.js'
import { STORE_NAMES, type StoreName } from './store-name.js'

/**
 * Does the work for all stores, concurrently. The first failure aborts the signal of the others, and is thrown once all have
 * ended: what the caller cleans up afterwards is no longer in use.
 */
export async function forEachStore(
  signal: AbortSignal,
  work: (store: StoreName, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  const either = AbortSignal.any([signal, controller.signal])
  await settleAllOrAbort(
    controller,
    STORE_NAMES.map(async (store) => work(store, either)),
  )
}
