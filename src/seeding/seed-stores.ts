import { HomeError } from '../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { DataStore, SeedMark } from '../stores/data-store.js'
import { dataStoresOf } from '../stores/data-stores-of.js'
import type { Stores } from '../stores/stores.js'
import { createWorld, type World } from '../world/create-world.js'
import { GENERATOR_VERSION } from '../world/generator-version.js'
import type { WorldFingerprint } from './fingerprint.js'
import { loadWorld } from './load-world.js'
import { FamiliesLoaded } from './families-loaded.js'
import { readFingerprint, type RecordCounts } from './read-fingerprint.js'
import { readProfile } from './read-profile.js'
import { refuseRemote } from './refuse-remote.js'
import { refuseUnmigrated } from './refuse-unmigrated.js'
import { resetStores } from './reset-stores.js'
import { SEEDING_ERRORS } from './seeding-errors.js'
import { worldKey } from './world-key.js'

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
  readonly folder?: string
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
  readonly fingerprint: WorldFingerprint
  /** Nothing was written: the world was there already. */
  readonly unchanged: boolean
  readonly elapsedMs: number
}

/**
 * Brings the stores to hold the world of a profile, all three at once, from wherever an earlier run was cut off. Throws
 * `OTHER_WORLD_SEEDED` when they hold another one, `NOT_MIGRATED` when they lack its tables, and `SEED_REMOTE`.
 */
export async function seedStores(stores: Stores, options: SeedOptions = {}): Promise<SeedReport> {
  const started = performance.now()
  const profile = await readProfile(options.profile ?? 'demo', options.folder)
  const world = createWorld(profile, options.seed ?? 1, options.families)
  const data = dataStoresOf(stores)
  const chosen = STORE_NAMES.filter((name) => options.only === undefined || name === options.only)
  if (!options.allowRemote) await refuseRemote(stores, chosen)
  // All of them: what they hold is read at the end.
  await refuseUnmigrated(Object.values(data))
  if (options.reset) await resetStores(stores, options)
  const marks = await Promise.all(chosen.map((name) => startMark(data[name], world, options)))
  const pending = chosen.flatMap((name, i) => {
    const mark = marks[i]
    return mark && mark.done < world.families ? [{ store: data[name], mark }] : []
  })
  await loadAll(pending, world, options)
  const { fingerprint, counts } = await readFingerprint(data, options.onReadBack)
  return {
    profile: profile.name,
    seed: world.seed,
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
  pending: readonly { readonly store: DataStore; readonly mark: SeedMark }[],
  world: World,
  options: SeedOptions,
): Promise<void> {
  const todos = pending.find(({ store }) => store.name === 'dynamodb')
  const todosLoaded = new FamiliesLoaded(todos?.mark.done ?? world.families)
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])])
  await Promise.allSettled(
    pending.map(async ({ store, mark }) => {
      const ofTodos = store === todos?.store
      // Where an earlier run was cut off.
      options.onProgress?.({ store: store.name, done: mark.done, total: world.families })
      try {
        await store.putMark({ ...mark, families: world.families })
        await loadWorld(store, world, mark, {
          signal,
          ...(store.name === 'postgres' ? { mayLoad: async (families) => todosLoaded.until(families) } : {}),
          onProgress: (done) => {
            if (ofTodos) todosLoaded.reach(done)
            options.onProgress?.({ store: store.name, done, total: world.families })
          },
        })
      } catch (error) {
        if (ofTodos) todosLoaded.fail(error)
        failed.abort(error)
      }
    }),
  )
  failed.signal.throwIfAborted()
}

/** Where this world stands in the store. Refuses when another one is there. */
async function startMark(store: DataStore, world: World, options: SeedOptions): Promise<SeedMark> {
  const key = worldKey(world)
  const marks = await store.marks()
  const other = marks.find((mark) => mark.world !== key)
  if (other !== undefined && !options.append) {
    throw new HomeError(SEEDING_ERRORS.OTHER_WORLD_SEEDED, {
      message: `${store.name} already holds the world "${other.profile}" of seed ${other.seed}.`,
      detail: `Asked for is "${world.profile.name}" of seed ${world.seed}. Two worlds do not go into one stack by accident.`,
      suggestion: 'Run homemanager seed with --reset to replace it, or with --append to add to it.',
    })
  }
  const own = marks.find((mark) => mark.world === key)
  if (own !== undefined && own.families > world.families) {
    throw new HomeError(SEEDING_ERRORS.OTHER_WORLD_SEEDED, {
      message: `${store.name} already holds ${own.families} families of this world, more than ${world.families}.`,
      suggestion: `Run homemanager seed with --reset, or with --families ${own.families}.`,
    })
  }
  return (
    own ?? {
      world: key,
      profile: world.profile.name,
      content: JSON.stringify(world.profile),
      seed: world.seed,
      generator: GENERATOR_VERSION,
      done: 0,
      families: 0,
    }
  )
}
