import { existsSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { createDataset, type Dataset } from '../../dataset/generator/create-dataset.js'
import { createGenerators, type WithExtensions } from '../../dataset/generator/registry.js'
import { readProfile } from '../../dataset/profiles/read-profile.js'
import { reportCopiedDataset } from '../../dataset/seeding/report-copied-dataset.js'
import type { SeedOptions } from '../../dataset/seeding/seed-options.js'
import type { SeedReport } from '../../dataset/seeding/seed-report.js'
import { seedStores, type SeedStoresOptions } from '../../dataset/seeding/seed-stores.js'
import type { Stores } from '../../stores/stores.js'
import { isAlive } from '../../providers/process-identity.js'
import { lockProject } from '../lock/lock-project.js'
import { isRestoreIncomplete } from '../lock/restore-journal.js'
import { recordSeeding } from '../datasets/record-seeding.js'
import { createRestartRun } from '../restart/restart-run.js'
import { findBackgroundServices, findProjectData } from '../snapshot/stopped-stack.js'
import { startAgain } from '../snapshot/start-again.js'
import { silentReporter, type StackReporter } from '../state/stack-reporter.js'
import { readState } from '../state/state-file.js'
import { replaceUnfinishedSeeds } from '../state/unfinished-seeds.js'
import { createBulkLoaders } from '../up/bulk-loaders.js'
import { findUsableEntry } from '../up/cached-dataset.js'
import { copyIntoEmptyStores } from '../up/copy-into-empty-stores.js'
import { describeDataset } from '../up/describe-dataset.js'
import { WAITS_FOR_SEEDING } from '../up/seed-once.js'
import { migrationsFingerprint } from '../up/migrations-fingerprint.js'

/** For the stack lock, and for the engines and services to be ready again. */
const TIMEOUT_MS = 120_000
/** The command that has the stack lock may be waiting for this one to load its dataset. Without the lock, batches are loaded. */
const IMPORT_LOCK_TIMEOUT_MS = 10_000
/** Measured: restarting engines and services takes 1.5 s, in which about 300 families are loaded. */
const MIN_FAMILIES = 300

export interface SeedProjectOptions extends SeedOptions, WithExtensions, Pick<SeedStoresOptions, 'changes'> {
  /** Whether empty stores get the dataset from the cache of this user, if it is there. Default: true. */
  readonly cache?: boolean
  /** Receives the progress of copying. Default: `silentReporter`. */
  readonly reporter?: StackReporter
}

/**
 * Loads a dataset into the running stack of a project, or copies it from the cache if no store has a record. Either way, the records
 * are read back.
 */
export async function seedProject(
  config: ResolvedConfig,
  stores: Stores,
  options: SeedProjectOptions,
): Promise<SeedReport> {
  const since = performance.now()
  const dataset = await findWholeDataset(config, options)
  if (dataset !== undefined && (await copyFromCache(config, dataset, options)))
    return reportCopiedDataset(stores, dataset, options, since)
  const { signal = new AbortController().signal, reporter = silentReporter } = options
  const run = createRestartRun(config, readState(config).state, { signal, reporter }, TIMEOUT_MS)
  const lock = async (): Promise<Disposable> =>
    lockProject(config, { signal, reporter, timeoutMs: IMPORT_LOCK_TIMEOUT_MS })
  const bulkLoaders = await createBulkLoaders(run, lock)
  // `up` may be about to restart engines without data. It does not once another command has the lock of the datasets.
  let stack = existsSync(config.home)
    ? await lockProject(config, { signal, reporter, timeoutMs: Infinity })
    : undefined
  const unlock = (): void => {
    stack?.[Symbol.dispose]()
    stack = undefined
  }
  try {
    const onWait = (): void => {
      unlock()
      reporter.note(WAITS_FOR_SEEDING)
    }
    const recording = recordSeeding(config, options)
    const report = await seedStores(stores, {
      ...options,
      ...recording,
      bulkLoaders,
      onWait,
      onLocked: unlock,
    })
    // Every dataset is complete again.
    if (options.repair === true && options.profile === undefined && options.only === undefined && report.ok)
      replaceUnfinishedSeeds(config.home)
    return report
  } finally {
    unlock()
  }
}

/** The dataset, if it is all that is requested, and large enough. */
async function findWholeDataset(
  config: ResolvedConfig,
  options: SeedProjectOptions,
): Promise<Dataset | undefined> {
  const { profile: name = 'demo', cwd = config.root, seed = 1, families, cache = true } = options
  const { only, reset, append, repair } = options
  if (!cache || only !== undefined || reset === true || append === true || repair === true) return undefined
  const dataset = createDataset(createGenerators(options.extensions), await readProfile(name, cwd), seed)
  if (families !== undefined && families !== dataset.families) return undefined
  return dataset.families < MIN_FAMILIES ? undefined : dataset
}

async function copyFromCache(
  config: ResolvedConfig,
  { profile, seed }: Dataset,
  options: SeedProjectOptions,
): Promise<boolean> {
  const { signal = new AbortController().signal, reporter = silentReporter } = options
  const run = createRestartRun(config, readState(config).state, { signal, reporter }, TIMEOUT_MS)
  const dataset = await describeDataset(run, profile, seed)
  if (dataset === undefined || (await findUsableEntry(dataset)) === undefined) return false
  const snapshotOptions = { signal, reporter, timeoutMs: TIMEOUT_MS }
  using _lock = await lockProject(config, snapshotOptions)
  const data = await findProjectData(config)
  run.reload()
  const services = findBackgroundServices(data)
  const isStopped = (): boolean => services !== undefined && !isAlive(services.process)
  try {
    const copied = await copyIntoEmptyStores(run, dataset)
    if (copied) run.save({ migrated: migrationsFingerprint(config) })
    if (copied || isStopped()) await startAgain(data, snapshotOptions)
    return copied
  } catch (error) {
    // Not stopped by Ctrl-C: the services ran before.
    const { signal: never } = new AbortController()
    if (isStopped() && !isRestoreIncomplete(config))
      await startAgain(data, { ...snapshotOptions, signal: never }).catch(() => {})
    throw error
  }
}
