import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { DataStore, SeedCheckpoint } from '../../stores/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import { createDataset, type Dataset } from '../generator/create-dataset.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { serializeProfile } from '../profiles/stored-profile.js'
import type { DatasetFingerprint } from '../fingerprint.js'
import { loadDataset } from './load-dataset.js'
import { ProgressGate } from './progress-gate.js'
import { readFingerprint, type RecordCounts } from '../read-fingerprint.js'
import { readProfile } from '../profiles/read-profile.js'
import { assertLocalTarget } from '../../stores/assert-local-target.js'
import { assertMigrated } from './assert-migrated.js'
import { resetStores } from './reset-stores.js'
import { SEEDING_ERRORS } from './seeding-errors.js'
import { getDatasetKey } from '../dataset-key.js'

export interface SeedOptions {
  /** A shipped profile (`demo`, `small`, `load`) or the path of a file. Default `demo`. */
  readonly profile?: string
  /** Default 1. */
  readonly seed?: number
  /** How many families; default: what the profile says. More than are there already adds the others. */
  readonly families?: number
  /** Only this store. */
  readonly only?: StoreName
  /** Remove the worlds that were seeded before. */
  readonly reset?: boolean
  /** Add to another world instead of refusing. */
  readonly append?: boolean
  /** Fill stores that are not on this machine, too. */
  readonly allowRemote?: boolean
  /** Where relative paths of profiles start; default: the working directory. */
  readonly cwd?: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SeedProgress) => void
  /** Called while what the stores hold is read back at the end, with how many records were read. */
  readonly onReadBack?: (records: number) => void
}

export interface SeedProgress {
  readonly store: StoreName
  /** Families that are in, of how many. */
  readonly done: number
  readonly total: number
}

/** The answer of `seed --json`. */
export interface SeedReport {
  readonly profile: string
  readonly seed: number
  /** Version of the generator. */
  readonly generator: number
  /** What the stores hold now, read back. */
  readonly counts: RecordCounts
  readonly fingerprint: DatasetFingerprint
  /** Nothing was written: the world was there already. */
  readonly unchanged: boolean
  readonly elapsedMs: number
}

/**
 * Brings the stores to hold the world of a profile, all three at once, from wherever an earlier run was cut off. Throws
 * `DIFFERENT_DATASET_SEEDED` when they hold another one, `NOT_MIGRATED` when they lack its tables, and `REMOTE_TARGET_NOT_ALLOWED`.
 */
export async function seedStores(stores: Stores, options: SeedOptions = {}): Promise<SeedReport> {
  const started = performance.now()
  const profile = await readProfile(options.profile ?? 'demo', options.cwd)
  const dataset = createDataset(profile, options.seed ?? 1, options.families)
  const data = createDataStores(stores)
  const chosen = STORE_NAMES.filter((name) => options.only === undefined || name === options.only)
  if (!options.allowRemote) await Promise.all(chosen.map(async (name) => assertLocalTarget(stores[name])))
  // All of them: what they hold is read at the end.
  await assertMigrated(Object.values(data))
  if (options.reset) await resetStores(stores, options)
  const checkpoints = await Promise.all(
    chosen.map((name) => findOrCreateCheckpoint(data[name], dataset, options)),
  )
  const pending = chosen.flatMap((name, i) => {
    const checkpoint = checkpoints[i]
    return checkpoint && checkpoint.done < dataset.families ? [{ store: data[name], mark: checkpoint }] : []
  })
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

/**
 * The stores at once. The event log, in PostgreSQL, stays behind the todos: a running consumer that met a large expense's
 * event before its review todo would make that todo itself, with an event of its own that is not of this world. When one
 * store fails the others stop, and the failure is told when nothing is being written any more.
 */
async function loadAll(
  pending: readonly { readonly store: DataStore; readonly mark: SeedCheckpoint }[],
  dataset: Dataset,
  options: SeedOptions,
): Promise<void> {
  const todos = pending.find(({ store }) => store.name === 'dynamodb')
  const todosLoaded = new ProgressGate(todos?.mark.done ?? dataset.families)
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])])
  await Promise.allSettled(
    pending.map(async ({ store, mark: checkpoint }) => {
      const ofTodos = store === todos?.store
      // Where an earlier run was cut off.
      options.onProgress?.({ store: store.name, done: checkpoint.done, total: dataset.families })
      try {
        await store.writeCheckpoint({ ...checkpoint, families: dataset.families })
        await loadDataset(store, dataset, checkpoint, {
          signal,
          ...(store.name === 'postgres'
            ? { waitToLoad: async (families) => todosLoaded.waitFor(families) }
            : {}),
          onProgress: (done) => {
            if (ofTodos) todosLoaded.advance(done)
            options.onProgress?.({ store: store.name, done, total: dataset.families })
          },
        })
      } catch (error) {
        if (ofTodos) todosLoaded.abort(error)
        failed.abort(error)
      }
    }),
  )
  failed.signal.throwIfAborted()
}

/** Where this world stands in the store. Refuses when another one is there. */
async function findOrCreateCheckpoint(
  store: DataStore,
  dataset: Dataset,
  options: SeedOptions,
): Promise<SeedCheckpoint> {
  const key = getDatasetKey(dataset)
  const checkpoints = await store.readCheckpoints()
  const other = checkpoints.find((checkpoint) => checkpoint.world !== key)
  if (other !== undefined && !options.append) {
    throw new HomeError(SEEDING_ERRORS.DIFFERENT_DATASET_SEEDED, {
      message: `${store.name} already holds the world "${other.profile}" of seed ${other.seed}.`,
      detail: `Asked for is "${dataset.profile.name}" of seed ${dataset.seed}. Two worlds do not go into one stack by accident.`,
      suggestion: 'Run homemanager seed with --reset to replace it, or with --append to add to it.',
    })
  }
  const own = checkpoints.find((checkpoint) => checkpoint.world === key)
  if (own !== undefined && own.families > dataset.families) {
    throw new HomeError(SEEDING_ERRORS.DIFFERENT_DATASET_SEEDED, {
      message: `${store.name} already holds ${own.families} families of this world, more than ${dataset.families}.`,
      suggestion: `Run homemanager seed with --reset, or with --families ${own.families}.`,
    })
  }
  return (
    own ?? {
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
