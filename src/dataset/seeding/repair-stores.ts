import { groupBy } from '../../core/group-by.js'
import { STORE_NAMES, type PerStore, type StoreName } from '../../core/store-name.js'
import { type EntityName, type RecordBatch, BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { DataStore, StoredRecord } from '../../stores/contracts/data-store.js'
import { isRepairable, type StoresComparison } from '../comparison/compare-stores.js'
import type { DatasetDifference } from '../comparison/dataset-difference.js'
import { findDifferingRecords } from '../comparison/find-differing-records.js'
import type { Dataset } from '../generator/create-dataset.js'
import { mergeBatches } from './load-dataset.js'
import { toSeedingError } from './to-seeding-error.js'

/** Replaced records are in memory twice until they are written. */
const MAX_REPLACED = 10_000

export interface RepairOptions {
  /** The stores to repair. */
  readonly only: readonly StoreName[]
  readonly signal?: AbortSignal | undefined
  /** Called after each batch with the number of records written to a store, of `total`. */
  readonly onProgress?: (progress: RepairProgress) => void
}

export interface RepairProgress {
  readonly store: StoreName
  readonly done: number
  readonly total: number
}

/**
 * Writes the records of the datasets that are missing or were changed; other records stay. Repeats the comparison until
 * there is no difference or nothing helps; resolves to the last one. Can be interrupted and repeated at any point. `compare` reads the stores.
 */
export async function repairStores(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  first: StoresComparison,
  compare: () => Promise<StoresComparison>,
  options: RepairOptions,
): Promise<StoresComparison> {
  let comparison = first
  for (;;) {
    const remaining = countRepairable(comparison)
    if (remaining === 0) return comparison
    await repairDifferences(data, datasets, comparison.differences, options)
    const next = await compare()
    if (countRepairable(next) >= remaining) return next
    comparison = next
  }
}

function countRepairable({ summary, differences }: StoresComparison): number {
  const duplicates = differences.filter((each) => each.difference === 'extra' && isRepairable(each))
  return Object.values(summary).reduce(
    (sum, { missing, changed }) => sum + missing + changed,
    duplicates.length,
  )
}

async function repairDifferences(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  differences: readonly DatasetDifference[],
  options: RepairOptions,
): Promise<void> {
  const byStore = groupBy(differences.filter(isRepairable), ({ store }) => store)
  await forgetDeletions(data, byStore.get(BUNDLED_ENTITIES.get('family').place.store) ?? [], options.only)
  // The event log last: a consumer that receives an added event must find the records that exist because of it.
  const last = BUNDLED_ENTITIES.get('event').place.store
  for (const name of [...STORE_NAMES.filter((each) => each !== last), last]) {
    const ofStore = byStore.get(name)
    if (ofStore === undefined) continue
    try {
      await repairStore(data[name], datasets, ofStore, options)
    } catch (error) {
      if (options.signal?.aborted) throw error
      throw toSeedingError(name, error, 'load')
    }
  }
}

async function repairStore(
  store: DataStore,
  datasets: readonly Dataset[],
  differences: readonly DatasetDifference[],
  { signal, onProgress }: RepairOptions,
): Promise<void> {
  const replaced = differences.filter(({ difference }) => difference !== 'missing').slice(0, MAX_REPLACED)
  const missing = differences.filter(({ difference }) => difference === 'missing')
  const total = replaced.length + missing.length
  let done = 0
  let batches: RecordBatch[] = []
  let stored: StoredRecord[] = []
  const write = async (): Promise<void> => {
    signal?.throwIfAborted()
    await store.replace(mergeBatches(store, batches), stored, signal)
    done += batches.length
    onProgress?.({ store: store.name, done, total })
    batches = []
    stored = []
  }
  for (const part of [missing, replaced]) {
    for await (const record of findDifferingRecords(store, datasets, part)) {
      batches.push(record.batch)
      stored.push(...record.stored)
      if (batches.length >= store.recordsPerBatch) await write()
    }
  }
  if (batches.length > 0) await write()
}

/** Families and users that are added again must not be rejected by services that know of their deletion. */
async function forgetDeletions(
  data: PerStore<DataStore>,
  differences: readonly DatasetDifference[],
  only: readonly StoreName[],
): Promise<void> {
  const gone = differences.filter(({ difference, source }) => difference === 'missing' && source)
  const listIds = (name: EntityName): readonly string[] =>
    gone.filter(({ entity }) => entity === BUNDLED_ENTITIES.get(name).plural).map(({ id }) => id)
  const deleted = { familyIds: listIds('family'), userIds: listIds('user') }
  if (deleted.familyIds.length + deleted.userIds.length === 0) return
  for (const name of only) await data[name].forgetDeletions?.(deleted)
}
