import { formatCount } from '../../core/format-count.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import { groupBy } from '../../core/group-by.js'
import { getCheckpointKey } from '../../dataset/dataset-key.js'
import { parseStoredProfile } from '../../dataset/profiles/stored-profile.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { SeedCheckpoint } from '../../stores/contracts/data-store.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import { updateState } from '../lock/update-state.js'
import type { StackState } from '../state/stack-state.js'

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
    const recorded = await readDatasets(stores)
    await updateState(
      config,
      (state) => {
        const { seeded, generator: _, ...others } = state
        // `up --seed ./FILE` records the path.
        const paths = recorded.seeded.length === 0 ? [] : seeded.filter((name) => !PROFILE_NAME.test(name))
        return { ...others, ...recorded, seeded: [...recorded.seeded, ...paths] }
      },
      signal?.aborted === true ? 0 : undefined,
    )
  } catch (error) {
    debug(() => `The loaded datasets were not recorded: ${String(error)}`)
  }
}

/** The datasets of open stores, as the state has them. */
async function readDatasets(stores: Stores): Promise<Pick<StackState, 'seeded' | 'generator'>> {
  const data = Object.values(await createDataStores(stores, BUNDLED_ENTITIES))
  const checkpoints = await Promise.all(data.map(async (store) => store.readCheckpoints()))
  const datasets = [...groupBy(checkpoints.flat(), getCheckpointKey).values()]
  const versions = checkpoints.flat().map(({ generator }) => generator)
  return {
    seeded: datasets.map((each) => formatDataset(each, data.length)).toSorted(),
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
