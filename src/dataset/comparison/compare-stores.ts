import { mapStores, type PerStore, type StoreName } from '../../core/store-name.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import type { DatasetFingerprint } from '../fingerprint.js'
import type { Dataset } from '../generator/create-dataset.js'
import { readFingerprint, type RecordCounts } from '../read-fingerprint.js'
import { DatasetComparison } from './dataset-comparison.js'
import type { DatasetDifference, DifferenceKind } from './dataset-difference.js'
import type { RecordChange } from './describe-changes.js'
import { findChanges } from './find-changes.js'
import { createObservationDirectory } from './observation-table.js'

/** Further differences are only counted. */
const MAX_DIFFERENCES = 100_000

/** How the stores differ from the datasets. */
export interface StoresComparison {
  /** At most 100,000. Records that belong to no dataset come last. */
  readonly differences: readonly DatasetDifference[]
  /** What has changed in the changed records, of the first 1,000. */
  readonly changes: ReadonlyMap<DatasetDifference, RecordChange>
  readonly summary: DifferenceSummary
  /** The number of records of the datasets that the stores have, changed or not. */
  readonly counts: RecordCounts
  /** The number of all records of the stores. */
  readonly storedCounts: RecordCounts
  readonly fingerprint: DatasetFingerprint
}

export type DifferenceSummary = PerStore<Readonly<Record<DifferenceKind, number>>>

export interface CompareOptions {
  /** The stores to compare. All are read. */
  readonly only: readonly StoreName[]
  readonly onRead?: ((records: number) => void) | undefined
}

/** Reads the three stores and compares their records with those of the datasets. */
export async function compareStores(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  { only, onRead }: CompareOptions,
): Promise<StoresComparison> {
  await using directory = await createObservationDirectory()
  const comparison = new DatasetComparison(data.postgres.entities, datasets, directory.path)
  for (const name of only) {
    for (const [position, { families }] of datasets.entries())
      await comparison.addExpected(data[name], position, families)
  }
  const { fingerprint, counts: storedCounts } = await readFingerprint(data, {
    onRead,
    onRecord: (name, record) => {
      if (only.includes(name)) comparison.addFound(name, record)
    },
  })
  const summary = createDifferenceCounts()
  const counts = { ...comparison.expected }
  const ofDataset: DatasetDifference[] = []
  const others: DatasetDifference[] = []
  comparison.forEachDifference((each) => {
    summary[each.store][each.difference]++
    if (each.difference === 'missing') counts[each.entity]--
    const list = isRepairable(each) ? ofDataset : others
    if (list.length < MAX_DIFFERENCES) list.push(each)
  })
  const found = [...ofDataset, ...others].slice(0, MAX_DIFFERENCES)
  const { differences, changes } = await findChanges(data, datasets, found)
  const remaining = new Set(differences)
  for (const each of found) if (!remaining.has(each)) summary[each.store].changed--
  return { differences, changes, summary, counts, storedCounts, fingerprint }
}

/** No differences. */
export function createDifferenceCounts(): PerStore<Record<DifferenceKind, number>> {
  return mapStores(() => ({ missing: 0, changed: 0, extra: 0 }))
}

/** Whether it is about a record of a dataset. Other records belong to the user. */
export function isRepairable({ source }: DatasetDifference): boolean {
  return source !== undefined
}
