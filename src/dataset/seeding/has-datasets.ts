import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'

export interface DatasetSearch {
  /** Default: all stores. */
  readonly only?: readonly StoreName[]
  /** Also read stores that are not on this machine. Default: false. */
  readonly allowRemote?: boolean
}

/**
 * Whether a dataset is on record as loaded, or partly loaded, in any of the stores, which may then be removed. Throws
 * `REMOTE_TARGET_NOT_ALLOWED`.
 */
export async function hasDatasets(
  stores: Stores,
  { only = STORE_NAMES, allowRemote = false }: DatasetSearch = {},
): Promise<boolean> {
  if (!allowRemote) await Promise.all(only.map(async (name) => assertLocalTarget(stores[name])))
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const checkpoints = await Promise.all(only.map(async (name) => data[name].readCheckpoints()))
  return checkpoints.flat().length > 0
}
