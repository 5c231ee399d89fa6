import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getEntity } from '../../domain/entities/registry.js'
import type { Stores } from '../../stores/stores.js'
import type { DataStore, FamilyIds } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import { parseStoredProfile } from '../profiles/stored-profile.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'

/** Number of families removed at a time. */
const FAMILIES_PER_BATCH = 2000

export interface ResetOptions {
  readonly only?: StoreName
  /** Also reset stores that are not on this machine. */
  readonly allowRemote?: boolean
  readonly signal?: AbortSignal
}

/** Number of records removed from each store. */
export type ResetReport = Readonly<Partial<Record<StoreName, number>>>

/** Removes all seeded datasets and all records that users added to their families. Other records are not changed. */
export async function resetStores(stores: Stores, options: ResetOptions = {}): Promise<ResetReport> {
  const data = await createDataStores(stores)
  const chosen = STORE_NAMES.filter((name) => options.only === undefined || name === options.only)
  if (!options.allowRemote) await Promise.all(chosen.map(async (name) => assertLocalTarget(stores[name])))
  const entries = await Promise.all(
    chosen.map(async (name) => [name, await resetStore(data[name], options)] as const),
  )
  return Object.fromEntries(entries)
}

async function resetStore(store: DataStore, options: ResetOptions): Promise<number> {
  let removed = 0
  for (const checkpoint of await store.readCheckpoints()) {
    const dataset = createDataset(
      parseStoredProfile(checkpoint.content),
      checkpoint.seed,
      checkpoint.families,
    )
    for (let start = 0; start < checkpoint.families; start += FAMILIES_PER_BATCH) {
      options.signal?.throwIfAborted()
      const end = Math.min(checkpoint.families, start + FAMILIES_PER_BATCH)
      const families = Array.from({ length: end - start }, (_, i) => getFamilyIds(dataset, start + i))
      removed += await store.removeFamilies(families)
    }
    await store.deleteCheckpoint(checkpoint.world)
  }
  return removed
}

function getFamilyIds(dataset: Dataset, family: number): FamilyIds {
  const { users = [] } = dataset.getRecords(getEntity('user').place.store, family)
  return { id: dataset.getFamilyId(family), userIds: users.map(({ id }) => id) }
}
