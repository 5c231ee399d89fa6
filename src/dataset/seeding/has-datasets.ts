import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'

/** Whether a dataset is on record as loaded, or partly loaded, in any of the stores. */
export async function hasDatasets(
  stores: Stores,
  only: readonly StoreName[] = STORE_NAMES,
): Promise<boolean> {
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const checkpoints = await Promise.all(only.map(async (name) => data[name].readCheckpoints()))
  return checkpoints.flat().length > 0
}
