import type { PerStore } from '../../core/store-name.js'
import type { DataStore, SeedCheckpoint } from '../../stores/contracts/data-store.js'
import { createDatasetFromCheckpoint } from '../create-dataset-from-checkpoint.js'
import { getCheckpointKey, getDatasetKey } from '../dataset-key.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import type { GeneratorRegistry } from '../generator/registry.js'
import type { Profile } from '../profiles/profile.js'
import { readProfile } from '../profiles/read-profile.js'
import { assertCurrentGenerator } from './assert-current-generator.js'
import type { SeedOptions } from './seed-options.js'

export interface ChosenDatasets {
  readonly datasets: readonly [Dataset, ...Dataset[]]
  /** At least a part of each is in a store. */
  readonly isLoaded: boolean
  /** With `repair`: a store contains a part of a dataset, be it another one. */
  readonly isAnyLoaded: boolean
}

/**
 * The dataset of the profile. To repair it, it has as many families as were loaded; to repair without naming a dataset, all
 * loaded datasets.
 */
export async function chooseDatasets(
  generators: GeneratorRegistry,
  data: PerStore<DataStore>,
  { repair, seed, families, cwd }: SeedOptions,
  profile: Profile | undefined,
): Promise<ChosenDatasets> {
  const loaded = repair ? await listLoadedCheckpoints(data) : []
  if (profile === undefined && seed === undefined && families === undefined) {
    assertCurrentGenerator(generators, loaded)
    const [first, ...others] = loaded.map((each) =>
      createDatasetFromCheckpoint(generators, each, each.families),
    )
    if (first !== undefined) return { datasets: [first, ...others], isLoaded: true, isAnyLoaded: true }
  }
  const chosen = profile ?? (await readProfile('demo', cwd))
  const dataset = createDataset(generators, chosen, seed ?? 1, families)
  const checkpoint = loaded.find((each) => getCheckpointKey(each) === getDatasetKey(dataset))
  if (checkpoint === undefined)
    return { datasets: [dataset], isLoaded: false, isAnyLoaded: loaded.length > 0 }
  const found =
    families === undefined
      ? createDatasetFromCheckpoint(generators, checkpoint, checkpoint.families)
      : dataset
  return { datasets: [found], isLoaded: true, isAnyLoaded: true }
}

/** One checkpoint per dataset: that of the store with most families. */
async function listLoadedCheckpoints(data: PerStore<DataStore>): Promise<readonly SeedCheckpoint[]> {
  const byDataset = new Map<string, SeedCheckpoint>()
  for (const store of Object.values(data)) {
    for (const checkpoint of await store.readCheckpoints()) {
      const known = byDataset.get(getCheckpointKey(checkpoint))
      if (known === undefined || known.families < checkpoint.families)
        byDataset.set(getCheckpointKey(checkpoint), checkpoint)
    }
  }
  return [...byDataset.values()]
}
