import type { DataChanges } from '../../core/data-changes.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type PerStore, type StoreName } from '../../core/store-name.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'
import type { DataStore, DatasetLockOptions } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import { compareStores, createDifferenceCounts } from '../comparison/compare-stores.js'
import type { Dataset } from '../generator/create-dataset.js'
import { getDatasetKey } from '../dataset-key.js'
import { createGenerators, type GeneratorRegistry, type WithExtensions } from '../generator/registry.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { readProfile } from '../profiles/read-profile.js'
import { readFingerprint } from '../read-fingerprint.js'
import { assertMigrated } from './assert-migrated.js'
import { chooseDatasets } from './choose-datasets.js'
import { countGeneratedRecords } from './count-generated-records.js'
import { findOrCreateCheckpoint } from './find-or-create-checkpoint.js'
import { generateBatch } from './load-dataset.js'
import { lockDatasets } from './lock-datasets.js'
import { loadAll, type LoadAllOptions, rehearseFirstBatches } from './load-stores.js'
import { repairDatasets } from './repair-datasets.js'
import { removeAllDatasets } from './reset-stores.js'
import type { SeedOptions } from './seed-options.js'
import type { SeedOutcome, SeedReport } from './seed-report.js'
import { formatSeedCommand, toSeedRequest } from './seed-request.js'
import { SEEDING_ERRORS } from './seeding-errors.js'
import { withoutConflicts } from './without-conflicts.js'
import { summarizeComparison } from './summarize-comparison.js'

export type SeedStoresOptions = SeedOptions &
  WithExtensions &
  Pick<LoadAllOptions, 'bulkLoaders'> &
  Pick<DatasetLockOptions, 'onWait' | 'onLocked'> & {
    /** Gets what has begun to change the stores. */
    readonly changes?: DataChanges
    /** Called with the key of the dataset before the first record is removed with `reset`, and before the first one is written. */
    readonly onBegin?: (dataset: string, phase: 'remove' | 'load') => void
    /** The command that completes a dataset whose loading was interrupted, by its key. */
    readonly findResumeCommand?: (dataset: string) => string | undefined
  }

/**
 * Loads the dataset of a profile into all three stores concurrently. Resumes an interrupted run. Waits for other commands that load
 * or remove datasets. If a part was loaded before,
 * the report says how the stores differ from the dataset; with `repair`, the differences are removed. Throws
 * `DIFFERENT_DATASET_SEEDED` if a store contains another dataset, `DATASET_OUTDATED` if an earlier version created it, `NOT_MIGRATED` if tables are missing, `NO_DATASET` if there is nothing to repair, and
 * `REMOTE_TARGET_NOT_ALLOWED` if a store is not local.
 */
export async function seedStores(stores: Stores, options: SeedStoresOptions = {}): Promise<SeedReport> {
  const started = performance.now()
  // `repair` alone concerns the datasets that are loaded.
  const name = options.profile ?? (options.repair ? undefined : 'demo')
  const profile = name === undefined ? undefined : await readProfile(name, options.cwd)
  const generators = createGenerators(options.extensions)
  const data = await createDataStores(stores, generators.entities)
  const only = STORE_NAMES.filter((each) => options.only === undefined || each === options.only)
  if (!options.allowRemote) await Promise.all(only.map(async (each) => assertLocalTarget(stores[each])))
  // All stores, not only the chosen ones: all are read back at the end.
  await assertMigrated(Object.values(data))
  await using _lock = await lockDatasets(data, options)
  const { datasets, isLoaded, isAnyLoaded } = await chooseDatasets(generators, data, options, profile)
  const dataset = options.append ? await withoutConflicts(data, datasets[0]) : datasets[0]
  if (options.repair && !isAnyLoaded) throw nothingToRepair(options)
  if (options.repair && isLoaded) options.changes?.begin('repair')
  const outcome =
    options.repair && isLoaded
      ? await repairDatasets(data, datasets, only, options)
      : await loadRequested(generators, data, dataset, only, options)
  return {
    profile: dataset.profile.name,
    seed: dataset.seed,
    generator: GENERATOR_VERSION,
    ...outcome,
    cached: false,
    elapsedMs: Math.round(performance.now() - started),
  }
}

function nothingToRepair(options: SeedOptions): HomeError {
  return new HomeError(SEEDING_ERRORS.NO_DATASET, {
    message: 'There is nothing to repair: no dataset is loaded.',
    suggestion: `Load one with ${formatSeedCommand(toSeedRequest(options))}.`,
  })
}

async function loadRequested(
  generators: GeneratorRegistry,
  data: PerStore<DataStore>,
  dataset: Dataset,
  only: readonly StoreName[],
  options: SeedStoresOptions,
): Promise<SeedOutcome> {
  if (options.reset) {
    const batches = only.map(
      async (name) => [name, (await generateBatch(data[name], dataset, 0)).batch] as const,
    )
    const load = Object.fromEntries(await Promise.all(batches))
    await removeAllDatasets(generators, data, only, {
      ...options,
      load,
      onBeginRemoval: () => options.onBegin?.(getDatasetKey(dataset), 'remove'),
    })
  }
  options.changes?.begin('load')
  const found = await Promise.all(
    only.map(async (name) => ({
      store: data[name],
      checkpoint: await findOrCreateCheckpoint(data[name], dataset, options),
    })),
  )
  const pending = found.filter(({ checkpoint }) => checkpoint.done < dataset.families)
  if (!options.reset) await rehearseFirstBatches(pending, dataset)
  if (pending.length > 0) options.onBegin?.(getDatasetKey(dataset), 'load')
  const counted = countGeneratedRecords(dataset, only)
  await loadAll(pending, counted.dataset, options)
  const unchanged = pending.length === 0
  if (found.every(({ checkpoint }) => checkpoint.done === 0)) {
    const { fingerprint, counts } = await readFingerprint(data, { onRead: options.onReadBack })
    return { ...NO_DIFFERENCES, unchanged, counts: counted.counts, storedCounts: counts, fingerprint }
  }
  const comparison = await compareStores(data, [dataset], { only, onRead: options.onReadBack })
  return { unchanged, ...summarizeComparison(comparison) }
}

/** Of stores that were empty before. */
export const NO_DIFFERENCES = {
  ok: true,
  differences: createDifferenceCounts(),
  items: [],
  more: 0,
} as const
