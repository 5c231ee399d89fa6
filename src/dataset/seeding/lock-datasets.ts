import type { PerStore } from '../../core/store-name.js'
import type { DataStore, DatasetLockOptions } from '../../stores/contracts/data-store.js'

/**
 * Waits until no other command loads or removes datasets. Whoever looks for what is loaded, and then loads the rest, keeps the lock
 * meanwhile.
 */
export async function lockDatasets(
  data: PerStore<DataStore>,
  options: DatasetLockOptions,
): Promise<AsyncDisposable> {
  const lockable = Object.values(data).find((store) => store.lock !== undefined)
  return (await lockable?.lock?.(options)) ?? { [Symbol.asyncDispose]: async () => {} }
}
