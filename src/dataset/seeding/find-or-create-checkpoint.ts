import { formatCount } from '../../core/format-count.js'
import { HomeError } from '../../core/home-error.js'
import type { DataStore, SeedCheckpoint } from '../../stores/contracts/data-store.js'
import type { Dataset } from '../generator/create-dataset.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { isShippedProfile } from '../profiles/profile-names.js'
import { parseStoredProfile, serializeProfile } from '../profiles/stored-profile.js'
import { getCheckpointKey, getDatasetKey } from '../dataset-key.js'
import { assertCurrentGenerator } from './assert-current-generator.js'
import { formatSeedCommand } from './seed-request.js'
import { SEEDING_ERRORS } from './seeding-errors.js'

/**
 * The store's checkpoint of this dataset, or a new one. Throws if the store contains a different dataset but not this one,
 * unless `append` is set.
 */
export async function findOrCreateCheckpoint(
  store: DataStore,
  dataset: Dataset,
  options: FindOptions,
): Promise<SeedCheckpoint> {
  const { append = false, profile = dataset.profile.name } = options
  const key = getDatasetKey(dataset)
  const checkpoints = await store.readCheckpoints()
  assertCurrentGenerator(dataset.generators, checkpoints, { profile, seed: dataset.seed })
  const existing = checkpoints.find((checkpoint) => getCheckpointKey(checkpoint) === key)
  const other = checkpoints.find((checkpoint) => getCheckpointKey(checkpoint) !== key)
  if (other !== undefined && existing === undefined && !append)
    throw toDifferentDatasetError(store, other, dataset, options)
  if (existing !== undefined && existing.families > dataset.families) {
    throw new HomeError(SEEDING_ERRORS.DIFFERENT_DATASET_SEEDED, {
      message: `${store.name} already contains ${formatCount(existing.families, 'family', 'families')} of this dataset, more than the requested ${dataset.families}.`,
      suggestion: `Run homemanager seed ${profile} --reset, or homemanager seed ${profile} --families ${existing.families}.`,
    })
  }
  return existing ?? createCheckpoint(dataset)
}

interface FindOptions {
  readonly append?: boolean
  readonly profile?: string
  /** The command that completes a dataset whose loading was interrupted, by its key. */
  readonly findResumeCommand?: (dataset: string) => string | undefined
}

function toDifferentDatasetError(
  store: DataStore,
  other: SeedCheckpoint,
  dataset: Dataset,
  { profile = dataset.profile.name, findResumeCommand }: FindOptions,
): HomeError {
  const resume = findResumeCommand?.(getCheckpointKey(other))
  const isIncomplete = resume !== undefined || other.done < other.families
  const complete = isIncomplete ? `${resume ?? getSeedCommand(other)} to complete it, ` : ''
  return new HomeError(SEEDING_ERRORS.DIFFERENT_DATASET_SEEDED, {
    message: isIncomplete
      ? `${store.name} already contains the dataset "${other.profile}" (seed ${other.seed}), which is incomplete: loading it was interrupted.`
      : `${store.name} already contains the dataset "${other.profile}" (seed ${other.seed}).`,
    detail: `The requested dataset is "${dataset.profile.name}" (seed ${dataset.seed}). Datasets are mixed only with --append.`,
    suggestion: `Run ${complete}homemanager seed ${profile} --reset to replace it, or homemanager seed ${profile} --append to add to it.`,
  })
}

/** If it was not recorded how the dataset was requested. For a profile of the user, its path is unknown. */
function getSeedCommand({ profile, content, seed, families }: SeedCheckpoint): string {
  const isShipped = isShippedProfile(profile)
  return formatSeedCommand({
    profile: isShipped ? profile : `<path of ${profile}>`,
    ...(seed === 1 ? {} : { seed }),
    ...(families === parseStoredProfile(content).families ? {} : { families }),
  })
}

/** The checkpoint of a dataset of which nothing is loaded. */
export function createCheckpoint(dataset: Dataset): SeedCheckpoint {
  return {
    world: getDatasetKey(dataset),
    profile: dataset.profile.name,
    content: serializeProfile(dataset.profile),
    seed: dataset.seed,
    generator: GENERATOR_VERSION,
    done: 0,
    families: 0,
  }
}
