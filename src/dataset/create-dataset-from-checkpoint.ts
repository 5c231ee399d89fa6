import type { SeedCheckpoint } from '../stores/contracts/data-store.js'
import { createDataset, type Dataset } from './generator/create-dataset.js'
import type { GeneratorRegistry } from './generator/registry.js'
import { parseStoredProfile } from './profiles/stored-profile.js'

/** The dataset of a checkpoint. Default: limited to the families that are loaded. */
export function createDatasetFromCheckpoint(
  generators: GeneratorRegistry,
  checkpoint: SeedCheckpoint,
  families: number = checkpoint.done,
): Dataset {
  return createDataset(generators, parseStoredProfile(checkpoint.content), checkpoint.seed, families)
}
