import { groupBy } from '../../core/group-by.js'
import type { PerStore } from '../../core/store-name.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import type { Dataset } from '../generator/create-dataset.js'
import type { DatasetDifference } from './dataset-difference.js'
import { findDifferingRecords } from './find-differing-records.js'

/** Of further records, the fields are not determined. */
const MAX_RECORDS = 10_000

/** The names of the fields that differ, of the changed records among these differences. */
export async function findChangedFields(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  differences: readonly DatasetDifference[],
): Promise<ReadonlyMap<DatasetDifference, readonly string[]>> {
  const changed = differences.filter(({ difference }) => difference === 'changed').slice(0, MAX_RECORDS)
  const fields = new Map<DatasetDifference, readonly string[]>()
  for (const [name, ofStore] of groupBy(changed, ({ store }) => store)) {
    for await (const { difference, expected, stored } of findDifferingRecords(
      data[name],
      datasets,
      ofStore,
    )) {
      const names = stored.flatMap((each) => data[name].listChangedFields(expected, each))
      fields.set(difference, [...new Set(names)])
    }
  }
  return fields
}
