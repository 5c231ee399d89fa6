import type { StoreName } from '../../core/store-name.js'
import type { RecordBatch } from '../../domain/entities/registry.js'
import type { Dataset } from '../generator/create-dataset.js'
import { createRecordCounts, type RecordCounts } from '../read-fingerprint.js'

/** The dataset, and the number of records that it has returned so far, in the order of families, with the reference data of these stores. */
export function countGeneratedRecords(
  dataset: Dataset,
  stores: readonly StoreName[],
): { readonly dataset: Dataset; readonly counts: RecordCounts } {
  const { entities } = dataset.generators
  const counts = createRecordCounts(entities)
  const add = (batch: RecordBatch): RecordBatch => {
    for (const plural of entities.plurals) counts[plural] += batch[plural]?.length ?? 0
    return batch
  }
  for (const store of stores) add(dataset.generators.getSharedRecords(store))
  // The first families are generated more than once.
  const counted = new Map<StoreName, number>()
  const getRecords: Dataset['getRecords'] = (store, family) => {
    const records = dataset.getRecords(store, family)
    if (family < (counted.get(store) ?? 0)) return records
    counted.set(store, family + 1)
    return add(records)
  }
  return { dataset: { ...dataset, getRecords }, counts }
}
