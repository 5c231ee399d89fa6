import type { DataChanges } from '../../core/data-changes.js'
import { type PerStore, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { type RecordBatch, BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { Stores } from '../../stores/stores.js'
import type { DataStore, DatasetLockOptions, FamilyIds } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import { createGenerators, type GeneratorRegistry, type WithExtensions } from '../generator/registry.js'
import { parseStoredProfile } from '../profiles/stored-profile.js'
import { lockDatasets } from './lock-datasets.js'
import { rehearseLoad } from './rehearse-load.js'
import { throwFailures } from './throw-failures.js'
import { toSeedingError } from './to-seeding-error.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'

/** Number of families removed at a time. */
const FAMILIES_PER_BATCH = 2000

export interface ResetOptions {
  readonly only?: StoreName
  /** Also reset stores that are not on this machine. */
  readonly allowRemote?: boolean
  readonly signal?: AbortSignal
  readonly onRemove?: (progress: RemoveProgress) => void
  /** Gets the stores whose removal has begun. */
  readonly changes?: DataChanges
}

export interface RemoveOptions extends Pick<ResetOptions, 'signal' | 'onRemove' | 'changes'> {
  /** The records that will be loaded first, by store. If a store would reject them, nothing is removed. */
  readonly load?: Readonly<Partial<Record<StoreName, RecordBatch>>>
  /** Called before the first record is removed, if there are any. */
  readonly onBeginRemoval?: () => void
}

/** Progress of one store, in families. */
export interface RemoveProgress {
  readonly store: StoreName
  readonly done: number
  readonly total: number
}

/** Number of records removed from each store. */
export type ResetReport = Readonly<Partial<Record<StoreName, number>>>

/**
 * Removes all seeded datasets and all records that users added to their families. Other records are not changed. Waits for other
 * commands that load or remove datasets. If a store
 * does not permit it, for example because a table of the user refers to a record, nothing is removed from any store:
 * `DATASET_REJECTED`.
 */
export async function resetStores(
  stores: Stores,
  options: ResetOptions & WithExtensions & Pick<DatasetLockOptions, 'onWait'> = {},
): Promise<ResetReport> {
  const generators = createGenerators(options.extensions)
  const data = await createDataStores(stores, generators.entities)
  const chosen = STORE_NAMES.filter((name) => options.only === undefined || name === options.only)
  if (!options.allowRemote) await Promise.all(chosen.map(async (name) => assertLocalTarget(stores[name])))
  await using _lock = await lockDatasets(data, options)
  return await removeAllDatasets(generators, data, chosen, options)
}

/** The same, in the chosen stores. Call it with the lock of the datasets held. */
export async function removeAllDatasets(
  generators: GeneratorRegistry,
  data: PerStore<DataStore>,
  chosen: readonly StoreName[],
  options: RemoveOptions,
): Promise<ResetReport> {
  const removals = await Promise.all(chosen.map(async (name) => planRemoval(generators, data[name])))
  // The check below takes about as long as the removal.
  for (const removal of removals) reportProgress(removal, 0, options)
  await rehearseRemovals(removals, options.load)
  if (removals.some(({ total }) => total > 0)) options.onBeginRemoval?.()
  const results = await Promise.allSettled(removals.map((removal) => removeDatasets(removal, options)))
  const removed: Partial<Record<StoreName, number>> = {}
  const failures: unknown[] = []
  for (const [i, result] of results.entries()) {
    const name = chosen[i]
    if (name === undefined) continue
    if (result.status === 'fulfilled') removed[name] = result.value
    else failures.push(toSeedingError(name, result.reason, 'remove'))
  }
  throwFailures(failures)
  return removed
}

interface Removal {
  readonly store: DataStore
  readonly datasets: readonly { readonly key: string; readonly batches: readonly (readonly FamilyIds[])[] }[]
  /** Number of families. */
  readonly total: number
}

async function planRemoval(generators: GeneratorRegistry, store: DataStore): Promise<Removal> {
  const checkpoints = await store.readCheckpoints()
  const datasets = checkpoints.map(({ world, content, seed, families }) => {
    const dataset = createDataset(generators, parseStoredProfile(content), seed, families)
    const starts = Array.from(
      { length: Math.ceil(families / FAMILIES_PER_BATCH) },
      (_, i) => i * FAMILIES_PER_BATCH,
    )
    return {
      key: world,
      batches: starts.map((start) =>
        Array.from({ length: Math.min(FAMILIES_PER_BATCH, families - start) }, (_, i) =>
          getFamilyIds(dataset, start + i),
        ),
      ),
    }
  })
  return { store, datasets, total: checkpoints.reduce((sum, { families }) => sum + families, 0) }
}

async function rehearseRemovals(
  removals: readonly Removal[],
  load: RemoveOptions['load'] = {},
): Promise<void> {
  for (const { store, datasets } of removals) {
    const records = load[store.name]
    if (datasets.length === 0 && records === undefined) continue
    const remove = datasets.flatMap(({ batches }) => batches)
    try {
      await store.rehearse({ remove })
    } catch (error) {
      throw toSeedingError(store.name, error, 'remove')
    }
    if (records !== undefined) await rehearseLoad(store, records, remove)
  }
}

async function removeDatasets(removal: Removal, options: RemoveOptions): Promise<number> {
  const { store, datasets } = removal
  let removed = 0
  let done = 0
  if (datasets.length > 0) options.changes?.begin(`remove from ${store.name}`)
  for (const { key, batches } of datasets) {
    for (const families of batches) {
      options.signal?.throwIfAborted()
      removed += await store.removeFamilies(families)
      done += families.length
      reportProgress(removal, done, options)
    }
    await store.deleteCheckpoint(key)
  }
  return removed
}

function reportProgress({ store, total }: Removal, done: number, { onRemove }: RemoveOptions): void {
  if (total > 0) onRemove?.({ store: store.name, done, total })
}

function getFamilyIds(dataset: Dataset, family: number): FamilyIds {
  const { users = [] } = dataset.getRecords(BUNDLED_ENTITIES.get('user').place.store, family)
  return { id: dataset.getFamilyId(family), userIds: users.map(({ id }) => id) }
}
