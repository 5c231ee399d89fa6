import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { DataStore, SeedCheckpoint } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { serializeProfile } from '../profiles/stored-profile.js'
import type { DatasetFingerprint } from '../fingerprint.js'
import { generateBatch } from './load-dataset.js'
import { loadAll, rehearseFirstBatches, type SeedProgress } from './load-stores.js'
import { readFingerprint, type RecordCounts } from '../read-fingerprint.js'
import { readProfile } from '../profiles/read-profile.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'
import { assertCurrentGenerator } from './assert-current-generator.js'
import { assertMigrated } from './assert-migrated.js'
import { resetStores } from './reset-stores.js'
import { SEEDING_ERRORS } from './seeding-errors.js'
import { getDatasetKey } from '../dataset-key.js'

export interface SeedOptions {
  /** A shipped profile (`demo`, `small`, `load`) or the path of a file. Default `demo`. */
  readonly profile?: string
  /** Default 1. */
  readonly seed?: number
  /** Number of families. Default: the profile's. If fewer were seeded before, the missing ones are added. */
  readonly families?: number
  /** Seed only this store. */
  readonly only?: StoreName
  /** Remove datasets that were seeded before. */
  readonly reset?: boolean
  /** Add to a different dataset instead of throwing. */
  readonly append?: boolean
  /** Also seed stores that are not on this machine. */
  readonly allowRemote?: boolean
  /** Base directory of a relative profile path. Default: the working directory. */
  readonly cwd?: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SeedProgress) => void
  /** Called while the stores are read back at the end, with the number of records read so far. */
  readonly onReadBack?: (records: number) => void
}

/** The output of `seed --json`. */
export interface SeedReport {
  readonly profile: string
  readonly seed: number
  /** Version of the generator. */
  readonly generator: number
  /** Number of records in the stores, read back after seeding. */
  readonly counts: RecordCounts
  readonly fingerprint: DatasetFingerprint
  /** Nothing was written because the dataset was already complete. */
  readonly unchanged: boolean
  readonly elapsedMs: number
}

/**
 * Loads the dataset of a profile into all three stores concurrently. Resumes an interrupted run. Throws
 * `DIFFERENT_DATASET_SEEDED` if a store contains another dataset, `DATASET_OUTDATED` if an earlier version created it, `NOT_MIGRATED` if tables are missing, and
 * `REMOTE_TARGET_NOT_ALLOWED` if a store is not local.
 */
export async function seedStores(stores: Stores, options: SeedOptions = {}): Promise<SeedReport> {
  const started = performance.now()
  const profile = await readProfile(options.profile ?? 'demo', options.cwd)
  const dataset = createDataset(profile, options.seed ?? 1, options.families)
  const data = await createDataStores(stores)
  const chosen = STORE_NAMES.filter((name) => options.only === undefined || name === options.only)
  if (!options.allowRemote) await Promise.all(chosen.map(async (name) => assertLocalTarget(stores[name])))
  // All stores, not only the chosen ones: all are read back at the end.
  await assertMigrated(Object.values(data))
  if (options.reset) {
    const load = Object.fromEntries(
      await Promise.all(
        chosen.map(async (name) => [name, (await generateBatch(data[name], dataset, 0)).batch] as const),
      ),
    )
    await resetStores(stores, { ...options, load })
  }
  const checkpoints = await Promise.all(
    chosen.map((name) => findOrCreateCheckpoint(data[name], dataset, options)),
  )
  const pending = chosen.flatMap((name, i) => {
    const checkpoint = checkpoints[i]
    return checkpoint && checkpoint.done < dataset.families ? [{ store: data[name], checkpoint }] : []
  })
  if (!options.reset) await rehearseFirstBatches(pending, dataset)
  await loadAll(pending, dataset, options)
  const { fingerprint, counts } = await readFingerprint(data, options.onReadBack)
  return {
    profile: profile.name,
    seed: dataset.seed,
    generator: GENERATOR_VERSION,
    counts,
    fingerprint,
    unchanged: pending.length === 0,
    elapsedMs: Math.round(performance.now() - started),
  }
}

/** The store's checkpoint of this dataset. Throws if the store contains a different one. */
async function findOrCreateCheckpoint(
  store: DataStore,
  dataset: Dataset,
  options: SeedOptions,
): Promise<SeedCheckpoint> {
  const key = getDatasetKey(dataset)
  const checkpoints = await store.readCheckpoints()
  assertCurrentGenerator(checkpoints, { profile: options.profile ?? 'demo', seed: dataset.seed })
  const other = checkpoints.find((checkpoint) => checkpoint.world !== key)
  if (other !== undefined && !options.append) {
    throw new HomeError(SEEDING_ERRORS.DIFFERENT_DATASET_SEEDED, {
      message: `${store.name} already contains the dataset "${other.profile}" (seed ${other.seed}).`,
      detail: `The requested dataset is "${dataset.profile.name}" (seed ${dataset.seed}). Datasets are mixed only with --append.`,
      suggestion: 'Run homemanager seed with --reset to replace it, or with --append to add to it.',
    })
  }
  const existing = checkpoints.find((checkpoint) => checkpoint.world === key)
  if (existing !== undefined && existing.families > dataset.families) {
    throw new HomeError(SEEDING_ERRORS.DIFFERENT_DATASET_SEEDED, {
      message: `${store.name} already contains ${existing.families} families of this dataset, more than the requested ${dataset.families}.`,
      suggestion: `Run homemanager seed with --reset, or with --families ${existing.families}.`,
    })
  }
  return (
    existing ?? {
      world: key,
      profile: dataset.profile.name,
      content: serializeProfile(dataset.profile),
      seed: dataset.seed,
      generator: GENERATOR_VERSION,
      done: 0,
      families: 0,
    }
  )
}
