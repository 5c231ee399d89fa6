import { groupBy } from '../../core/group-by.js'
import type { PerStore } from '../../core/store-name.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import type { Dataset } from '../generator/create-dataset.js'
import type { DatasetDifference } from './dataset-difference.js'
import { describeChange, type RecordChange } from './describe-changes.js'
import { findDifferingRecords } from './find-differing-records.js'

/** Of further records it is not determined what has changed. */
const MAX_DESCRIBED = 1000

export interface FoundChanges {
  /** Without records whose change does not count: another hash of the same password. */
  readonly differences: readonly DatasetDifference[]
  readonly changes: ReadonlyMap<DatasetDifference, RecordChange>
}

/**
 * Determines what has changed in the changed records among these differences. Reads the stores again if there are any, because
 * the comparison has only kept digests.
 */
export async function findChanges(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  differences: readonly DatasetDifference[],
): Promise<FoundChanges> {
  const changed = differences.filter(({ difference }) => difference === 'changed').slice(0, MAX_DESCRIBED)
  const changes = new Map<DatasetDifference, RecordChange>()
  const unchanged = new Set<DatasetDifference>()
  for (const [name, ofStore] of groupBy(changed, ({ store }) => store)) {
    for await (const { difference, expected, stored } of findDifferingRecords(
      data[name],
      datasets,
      ofStore,
    )) {
      const [first] = stored
      // It was deleted in the meantime.
      if (first === undefined) continue
      const change = await describeChange(data[name], difference.entity, expected, first)
      if (change === undefined) unchanged.add(difference)
      else changes.set(difference, change)
    }
  }
  return { differences: differences.filter((each) => !unchanged.has(each)), changes }
}
