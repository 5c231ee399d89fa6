import type { PerStore } from '../../core/store-name.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import { getCheckpointKey, getDatasetKey } from '../dataset-key.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import { parseStoredProfile } from '../profiles/stored-profile.js'
import { listFixedIds, withoutFixedIds } from '../profiles/without-fixed-ids.js'

/**
 * The dataset as it can be added to those that are loaded. Generated IDs differ in any two datasets, but the fixtures of a
 * profile may set IDs and email addresses. If a loaded dataset has them already, this one gets generated ones.
 */
export async function withoutConflicts(data: PerStore<DataStore>, dataset: Dataset): Promise<Dataset> {
  const fixed = new Set(listFixedIds(dataset.profile))
  if (fixed.size === 0) return dataset
  const checkpoints = (
    await Promise.all(Object.values(data).map(async (store) => store.readCheckpoints()))
  ).flat()
  const isConflicting = checkpoints.some(({ content }) =>
    listFixedIds(parseStoredProfile(content)).some((id) => fixed.has(id)),
  )
  const isLoaded = checkpoints.some((each) => getCheckpointKey(each) === getDatasetKey(dataset))
  if (isLoaded || !isConflicting) return dataset
  return createDataset(dataset.generators, withoutFixedIds(dataset.profile), dataset.seed, dataset.families)
}
