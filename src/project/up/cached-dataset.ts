import { existsSync } from 'node:fs'
import path from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import { forEachStore } from '../../core/for-each-store.js'
import { formatBytes } from '../../core/format-bytes.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { readProfile } from '../../dataset/profiles/read-profile.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import {
  addCachedDataset,
  type CachedDataset,
  findCachedDataset,
  getEntryData,
  isComplete,
  removeCachedDataset,
} from '../../snapshots/dataset-cache.js'
import { isRestoreIncomplete, replaceData, type RestoreJournal } from '../lock/restore-journal.js'
import { stageData } from '../lock/place-data.js'
import { isSeeded } from '../state/is-seeded.js'
import { loadMigrator } from './apply-pending-migrations.js'
import type { ProviderChoice } from './choose-provider.js'
import { type CacheableDataset, describeDataset } from './describe-dataset.js'
import { restartEngine } from './start-engines.js'
import type { UpRun } from './up-run.js'
import { whileEnginesStopped } from './while-engines-stopped.js'

/** `up` seeds with this random seed. */
const SEED = 1

/** The dataset that a run of `up` is going to load. */
export interface RequestedDataset extends CacheableDataset {
  /** Whether the project has no data yet. */
  readonly isNew: boolean
}

/** The dataset that `up` is going to load, if the cache may have it: homemanager itself runs all engines as processes. */
export async function findRequestedDataset(
  run: UpRun,
  provider: ProviderChoice,
): Promise<RequestedDataset | undefined> {
  const { config, options, state } = run
  const { seed: profile, cache = true } = options
  if (profile === undefined || !cache || isSeeded(state, profile)) return undefined
  if (STORE_NAMES.some((store) => provider.forStore(store) !== 'embedded')) return undefined
  const dataset = await describeDataset(run, await readProfile(profile, config.root), SEED)
  const hasData = STORE_NAMES.some((store) => existsSync(getEnginePaths(store, config.home).dataDirectory))
  return dataset && { ...dataset, isNew: state.engines.length === 0 && !hasData }
}

/** Copies the dataset from the cache into a project without data, if it is there. False if it must be loaded. */
export async function copyFromCache(run: UpRun, dataset: CacheableDataset): Promise<boolean> {
  const { options } = run
  const entry = await findCachedDataset(dataset.key)
  if (entry === undefined) return false
  const task = options.reporter.task(`seed ${options.seed}`)
  // They are needed next, and copying leaves time for them.
  void loadMigrator()
  const copied = await placeEntry(run, dataset, entry).catch((error: unknown) => {
    task.fail()
    throw error
  })
  if (copied) task.succeed(describeCopy(entry))
  else task.fail()
  return copied
}

export function describeCopy({ bytes }: CachedDataset): string {
  return `copied from the cache (${formatBytes(bytes)})`
}

/** The entry of the dataset, if all of its files are there. A damaged one is deleted. */
export async function findUsableEntry({ key }: CacheableDataset): Promise<CachedDataset | undefined> {
  const entry = await findCachedDataset(key)
  return entry !== undefined && (await removeUnlessComplete(entry)) ? entry : undefined
}

async function removeUnlessComplete(entry: CachedDataset): Promise<boolean> {
  if (await isComplete(getEntryData(entry), entry)) return true
  debug(() => `The cached dataset ${entry.key} is damaged, and is deleted.`)
  await removeCachedDataset(entry)
  return false
}

/** Gives a project without data the files of an entry. False if they cannot be copied; the project then still has no data. */
async function placeEntry(run: UpRun, dataset: CacheableDataset, entry: CachedDataset): Promise<boolean> {
  const { config, signal } = run
  const source = toPlacedData(run, dataset, entry)
  try {
    const staging = stageData(config, source, signal)
    staging.catch(() => {})
    const complete = await removeUnlessComplete(entry)
    await staging
    if (complete) {
      const { deleted } = await replaceData(config, { ...source, stores: STORE_NAMES })
      await deleted
      run.reload()
      return true
    }
  } catch (error) {
    if (isRestoreIncomplete(config)) throw error
    debug(() => `The cached dataset ${dataset.key} cannot be used: ${String(error)}`)
  }
  await discardCopy(config, dataset)
  signal.throwIfAborted()
  return false
}

/** Where the files of an entry are, and what the state records of them. */
export function toPlacedData(
  { options: { seed } }: UpRun,
  { description: { generator } }: CacheableDataset,
  entry: CachedDataset,
): Omit<RestoreJournal, 'stores'> {
  const data = { seeded: seed === undefined ? [] : [seed], generator }
  return { provider: 'embedded', directory: getEntryData(entry), data }
}

/** Deletes staged files that are not going to replace the data. */
export async function discardCopy(config: ResolvedConfig, { files }: CacheableDataset): Promise<void> {
  await Promise.all(STORE_NAMES.map(async (store) => files.discard(store, config)))
}

/**
 * Copies a dataset that was just loaded into new engines to the cache. The engines are stopped meanwhile. Without space for the
 * copy, the dataset is loaded the next time, too.
 */
export async function copyToCache(run: UpRun, { description, key, files }: CacheableDataset): Promise<void> {
  const { config, signal } = run
  const { engines } = run.state
  await run.closeStores()
  const restart = async (): Promise<void> => {
    await settleAll(engines.map(async (engine) => restartEngine(run, engine, { quiet: true, mayMove: true })))
  }
  await whileEnginesStopped(config, { engines, running: engines, restart }, async () => {
    try {
      await addCachedDataset(key, description, async (directory) => {
        await forEachStore(signal, async (store, aborted) =>
          files.save(store, config, path.join(directory, store), aborted),
        )
      })
    } catch (error) {
      signal.throwIfAborted()
      debug(() => `The dataset was not copied to the cache: ${String(error)}`)
    }
  })
}
