import { formatCount } from '../../core/format-count.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import { groupBy } from '../../core/group-by.js'
import { type PerStore, STORE_NAMES } from '../../core/store-name.js'
import { getCheckpointKey } from '../../dataset/dataset-key.js'
import { parseStoredProfile } from '../../dataset/profiles/stored-profile.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { SeedCheckpoint } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import { updateState } from '../lock/update-state.js'
import type { StackState } from '../state/stack-state.js'
import { keepUnfinishedSeeds, readUnfinishedSeeds } from '../state/unfinished-seeds.js'

/** The name of a profile, not the path of its file. */
const PROFILE_NAME = /^[a-z0-9][a-z0-9-]*(?: \(|$)/

/**
 * Records in the state which datasets the stores have on record, after one was loaded or removed: for `up --seed`, snapshots and
 * branches. Does not throw: the datasets are loaded all the same, and `up --seed` then asks the stores.
 */
export async function recordDatasets(
  config: ResolvedConfig,
  stores: Stores,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const checkpoints = await readCheckpoints(stores)
    keepIncomplete(config, checkpoints)
    const recorded = toRecordedDatasets(checkpoints)
    await updateState(
      config,
      (state) => {
        const { seeded, generator: _, ...others } = state
        // `up --seed ./FILE` records the path.
        const paths = recorded.seeded.length === 0 ? [] : seeded.filter((name) => !PROFILE_NAME.test(name))
        return { ...others, ...recorded, seeded: [...recorded.seeded, ...paths] }
      },
      signal?.aborted === true ? { timeoutMs: 0 } : {},
    )
  } catch (error) {
    debug(() => `The loaded datasets were not recorded: ${String(error)}`)
    keepUnfinishedSeeds(config.home, () => true)
  }
}

/** Forgets which datasets were begun, except those that the stores have in part. Does not throw. */
export async function recordUnfinishedSeeds(config: ResolvedConfig, stores: Stores): Promise<void> {
  if (readUnfinishedSeeds(config.home).length === 0) return
  try {
    keepIncomplete(config, await readCheckpoints(stores))
  } catch (error) {
    debug(() => `Whether datasets are incomplete is unknown: ${String(error)}`)
    keepUnfinishedSeeds(config.home, () => true)
  }
}

function keepIncomplete({ home }: ResolvedConfig, checkpoints: Checkpoints): void {
  keepUnfinishedSeeds(home, ({ dataset, only, reset }) => {
    const stores = STORE_NAMES.filter((store) => only === undefined || store === only)
    // Each checkpoint is deleted after the records.
    if (reset === true) return stores.some((store) => checkpoints[store].length > 0)
    const found = stores.map((store) => checkpoints[store].find((each) => getCheckpointKey(each) === dataset))
    const isBegun = found.some((each) => each !== undefined)
    return isBegun && found.some((each) => each === undefined || each.done < each.families)
  })
}

type Checkpoints = PerStore<readonly SeedCheckpoint[]>

async function readCheckpoints(stores: Stores): Promise<Checkpoints> {
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const entries = STORE_NAMES.map(async (store) => [store, await data[store].readCheckpoints()] as const)
  return Object.fromEntries(await Promise.all(entries)) as Checkpoints
}

/** The datasets of the stores, as the state has them. */
function toRecordedDatasets(checkpoints: Checkpoints): Pick<StackState, 'seeded' | 'generator'> {
  const all = Object.values(checkpoints).flat()
  const datasets = [...groupBy(all, getCheckpointKey).values()]
  const versions = all.map(({ generator }) => generator)
  return {
    seeded: datasets.map((each) => formatDataset(each, STORE_NAMES.length)).toSorted(),
    ...(versions.length === 0 ? {} : { generator: Math.min(...versions) }),
  }
}

/** The name of the profile alone if every store has the dataset as `up --seed` loads it: `demo`, `demo (seed 2, 5 families)`. */
function formatDataset(checkpoints: readonly SeedCheckpoint[], stores: number): string {
  const [first] = checkpoints
  if (first === undefined) return ''
  const { profile, content, seed } = first
  const families = Math.max(...checkpoints.map((each) => each.families))
  const loaded = checkpoints.filter((each) => each.done === families)
  const notes = [
    ...(seed === 1 ? [] : [`seed ${seed}`]),
    ...(families === parseStoredProfile(content).families
      ? []
      : [formatCount(families, 'family', 'families')]),
    ...(loaded.length === stores ? [] : ['incomplete']),
  ]
  return notes.length === 0 ? profile : `${profile} (${notes.join(', ')})`
}
