import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { BUNDLED_ENTITIES, type EntityRegistry } from '../../domain/entities/registry.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'

export interface DatasetSearch {
  /** Default: all stores. */
  readonly only?: readonly StoreName[]
  /** Also read stores that are not on this machine. Default: false. */
  readonly allowRemote?: boolean
}

export interface RemovalPreview {
  /** Whether a dataset is on record as loaded, or partly loaded, in any of the stores. */
  readonly hasDatasets: boolean
  /** What also happens to data of the user, each as a sentence. */
  readonly sideEffects: readonly string[]
}

/** What removing all datasets would do. Read-only. Throws `REMOTE_TARGET_NOT_ALLOWED`. */
export async function previewRemoval(
  stores: Stores,
  {
    only = STORE_NAMES,
    allowRemote = false,
    entities = BUNDLED_ENTITIES,
  }: DatasetSearch & { readonly entities?: EntityRegistry } = {},
): Promise<RemovalPreview> {
  if (!allowRemote) await Promise.all(only.map(async (name) => assertLocalTarget(stores[name])))
  const data = await createDataStores(stores, entities)
  const checkpoints = await Promise.all(only.map(async (name) => data[name].readCheckpoints()))
  if (checkpoints.flat().length === 0) return { hasDatasets: false, sideEffects: [] }
  const sideEffects = await Promise.all(
    only.map(async (name) => (await data[name].listSideEffects?.()) ?? []),
  )
  return { hasDatasets: true, sideEffects: sideEffects.flat() }
}
