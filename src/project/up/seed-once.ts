import { hasErrorCode } from '../../core/home-error.js'
import { GENERATOR_VERSION } from '../../dataset/generator/generator-version.js'
import { readProfile } from '../../dataset/profiles/read-profile.js'
import type { BulkLoaders } from '../../dataset/seeding/bulk-loader.js'
import { SEEDING_ERRORS } from '../../dataset/seeding/seeding-errors.js'
import type { Stores } from '../../stores/stores.js'
import { recordUnfinishedSeeds } from '../datasets/record-datasets.js'
import { recordSeeding } from '../datasets/record-seeding.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { isSeeded } from '../state/is-seeded.js'
import type { StackState } from '../state/stack-state.js'
import { keepUnfinishedSeeds, readUnfinishedSeeds, toRecordedProfile } from '../state/unfinished-seeds.js'
import type { UpRun } from './up-run.js'

export const WAITS_FOR_SEEDING = 'Another command is loading or removing data; waiting for it to finish.'

/** Below this number of families, no store has enough records for a bulk loader. */
const MIN_LARGE_FAMILIES = 1000

/** Whether the requested profile is not loaded yet, and so large that a bulk loader may load it. */
export async function requestsLargeDataset({ config, options, state }: UpRun): Promise<boolean> {
  if (options.seed === undefined || isSeeded(state, options.seed)) return false
  const { families } = await readProfile(options.seed, config.root)
  return families >= MIN_LARGE_FAMILIES
}

/**
 * Seeds the requested profile unless the state has it. Only an explicit timeout limits this: it depends on the size of the
 * dataset. Resolves to what the state records.
 */
export async function seedOnce(
  run: UpRun,
  stores: Stores,
  bulkLoaders: BulkLoaders = {},
): Promise<Partial<Pick<StackState, 'seeded' | 'generator'>>> {
  const { seed, timeoutMs } = run.options
  if (seed === undefined || isSeeded(run.state, seed)) return {}
  const load = async (signal: AbortSignal): Promise<boolean> =>
    loadProfile(run, seed, stores, { signal, bulkLoaders })
  const loaded = await (timeoutMs === undefined ? load(run.signal) : run.untilDeadline('Seeding', load))
  if (!loaded) return {}
  return { seeded: [...new Set([...run.state.seeded, seed])], generator: GENERATOR_VERSION }
}

/**
 * Resolves to false if the stores have a dataset of an earlier version, which keeps working. The path of a profile is relative
 * to the project's directory.
 */
async function loadProfile(
  { config, options }: UpRun,
  profile: string,
  stores: Stores,
  loading: { readonly signal: AbortSignal; readonly bulkLoaders: BulkLoaders },
): Promise<boolean> {
  const { seedStores } = await import('../../dataset/seeding/seed-stores.js')
  const task = options.reporter.task(`seed ${profile}`)
  try {
    const extensions = await loadExtensions(config)
    const { counts, ok } = await seedStores(stores, {
      profile,
      cwd: config.root,
      extensions,
      ...loading,
      ...recordSeeding(config, { profile }),
      onWait: () => options.reporter.note(WAITS_FOR_SEEDING),
      onProgress: ({ store, done, total }) => task.update(done, total, store),
    })
    await recordUnfinishedSeeds(config, stores)
    const { formatCount } = await import('../../core/format-count.js')
    const { listOwnCounts } = await import('../../dataset/seeding/list-own-counts.js')
    const { families, users, todos, expenses } = counts
    const shown = [
      formatCount(families, 'family', 'families'),
      formatCount(users, 'user'),
      formatCount(todos, 'todo'),
      ...listOwnCounts(counts, extensions.entities),
      formatCount(expenses, 'expense'),
    ]
    task.succeed(shown.join(', '))
    if (!ok) {
      options.reporter.note(
        'Records of the dataset are missing or were changed. Run homemanager seed --repair to restore them.',
      )
    }
    return true
  } catch (error) {
    keepUnfinishedSeeds(config.home, () => true)
    const isOutdated = hasErrorCode(error, SEEDING_ERRORS.DATASET_OUTDATED)
    if (!isOutdated) {
      const recorded = toRecordedProfile(profile, config.root, config.root)
      const isBegun = readUnfinishedSeeds(config.home).some((each) => each.profile === recorded)
      task.fail(isBegun ? `interrupted; run homemanager up --seed ${profile} to resume` : undefined)
      throw error
    }
    task.succeed('the existing data is not changed')
    options.reporter.warn(`${error.message} ${error.suggestion ?? ''}`)
    return false
  }
}
