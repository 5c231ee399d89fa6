import type { PerStore, StoreName } from '../../core/store-name.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import { compareStores, type StoresComparison } from '../comparison/compare-stores.js'
import type { Dataset } from '../generator/create-dataset.js'
import { findOrCreateCheckpoint } from './find-or-create-checkpoint.js'
import { repairStores } from './repair-stores.js'
import type { SeedOutcome } from './seed-report.js'
import type { SeedOptions } from './seed-options.js'
import { summarizeComparison } from './summarize-comparison.js'

/** Repairs datasets of which at least a part is loaded. The report lists the differences that were found first. */
export async function repairDatasets(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  only: readonly StoreName[],
  { signal, onRepair, onReadBack }: SeedOptions,
): Promise<SeedOutcome> {
  const compare = async (): Promise<StoresComparison> =>
    compareStores(data, datasets, { only, onRead: onReadBack })
  const before = await compare()
  const found = summarizeComparison(before)
  const after = await repairStores(data, datasets, before, compare, {
    only,
    signal,
    ...(onRepair ? { onProgress: onRepair } : {}),
  })
  const { ok, counts, storedCounts, fingerprint, items } = summarizeComparison(after)
  if (ok) await completeCheckpoints(data, datasets, only)
  const remaining = new Set(items.map(toKey))
  return {
    ok,
    counts,
    storedCounts,
    fingerprint,
    unchanged: before === after,
    differences: found.differences,
    items: found.items.map((item) => ({ ...item, repaired: !remaining.has(toKey(item)) })),
    more: found.more,
  }
}

function toKey({ store, entity, id }: SeedOutcome['items'][number]): string {
  return `${store} ${entity} ${id}`
}

/** A store may have lost its checkpoint with its records, or may never have been loaded completely. */
async function completeCheckpoints(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  only: readonly StoreName[],
): Promise<void> {
  for (const dataset of datasets) {
    for (const name of only) {
      const checkpoint = await findOrCreateCheckpoint(data[name], dataset, { append: true })
      const { families } = dataset
      if (checkpoint.done === families && checkpoint.families === families) continue
      await data[name].writeCheckpoint({ ...checkpoint, done: families, families })
    }
  }
}
