import type { Endpoints } from '../core/store-types.js'
import { HomeError } from '../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { AppliedState } from '../stores/contracts/applied-state.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { getStoreDriver } from '../stores/registry.js'
import type { MigrationSetOptions } from './migration-set.js'
import { listMigrationDirectories } from './migration-directory.js'
import { readMigrationDirectory } from './read-migration-directory.js'
import { toSchemaKey } from './schema-drift.js'
import type { MigrationHistory, MigrationSource } from '../stores/contracts/migration-store.js'

/**
 * Whether exactly the current files are applied and no schema has drifted, so that a migration run would do and report
 * nothing. Does not load the stores' client libraries where possible. Returns false on any error; the run then reports
 * it.
 */
export async function hasNoPendingMigrations(
  endpoints: Endpoints,
  options: MigrationSetOptions,
): Promise<boolean> {
  return (await checkAppliedMigrations(endpoints, options)).isComplete
}

export interface AppliedCheck {
  readonly isComplete: boolean
  /** What is not as it should be: `1 failed, 2 pending`. */
  readonly summary?: string
  /** Why the files or a store cannot be read. A store without a history has no reason. */
  readonly problem?: string
}

/** The same with the reason. */
export async function checkAppliedMigrations(
  endpoints: Endpoints,
  options: MigrationSetOptions,
): Promise<AppliedCheck> {
  const selected = STORE_NAMES.filter((name) => options.only?.includes(name) ?? true)
  const unreachable: string[] = []
  try {
    const files = listMigrationDirectories(options.directories).flatMap(readMigrationDirectory)
    const reading = selected.map(async (store) => {
      try {
        return { store, ...(await readAppliedState(store, endpoints)) }
      } catch (error) {
        if (isTransientError(error)) unreachable.push(getStoreDriver(store).title)
        throw error
      }
    })
    const states = await Promise.all(reading)
    const found = states.map(({ store, history, drifted }) =>
      countDifferences(
        history,
        files.filter((source) => source.store === store),
        drifted,
      ),
    )
    const summary = summarize(found)
    return summary === undefined ? { isComplete: true } : { isComplete: false, summary }
  } catch (error) {
    const [title] = unreachable
    const problem = error instanceof HomeError ? error.message : title && `${title} is not responding.`
    return { isComplete: false, ...(problem === undefined ? {} : { problem }) }
  }
}

interface Differences {
  readonly failed: number
  readonly pending: number
  readonly changed: number
  readonly 'without a file': number
  readonly isDrifted: boolean
  /** A run was killed before it recorded the schema. */
  readonly isUnrecorded: boolean
}

function countDifferences(
  history: MigrationHistory,
  sources: readonly MigrationSource[],
  isDrifted: boolean,
): Differences {
  const files = new Map(sources.map(({ id, checksum }) => [id, checksum]))
  const recorded = new Set(history.entries.map(({ id }) => id))
  const applied = history.entries.filter(({ outcome }) => outcome === 'applied')
  const present = applied.filter(({ id }) => files.has(id))
  return {
    failed: history.entries.length - applied.length,
    pending: sources.filter(({ id }) => !recorded.has(id)).length,
    changed: present.filter(({ id, checksum }) => files.get(id) !== checksum).length,
    'without a file': applied.length - present.length,
    isDrifted,
    isUnrecorded: history.schemaKey !== toSchemaKey(history),
  }
}

/** Undefined if nothing differs. */
function summarize(stores: readonly Differences[]): string | undefined {
  const counted = (['failed', 'pending', 'changed', 'without a file'] as const).flatMap((name) => {
    const count = stores.reduce((sum, each) => sum + each[name], 0)
    return count === 0 ? [] : [`${count} ${name}`]
  })
  const parts = [...counted, ...(stores.some(({ isDrifted }) => isDrifted) ? ['the schema has drifted'] : [])]
  if (parts.length > 0) return parts.join(', ')
  return stores.some(({ isUnrecorded }) => isUnrecorded) ? 'the schema is not recorded' : undefined
}

/** Rejects if there is no history or it cannot be read; `MigrationStore.readHistory` then reports the reason. */
async function readAppliedState(name: StoreName, endpoints: Endpoints): Promise<AppliedState> {
  const read = await getStoreDriver(name).loadAppliedStateReader()
  return read(endpoints[name])
}
