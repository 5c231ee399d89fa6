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

/** The same with the reason, if the files or a store cannot be read. A store without a history has none. */
export async function checkAppliedMigrations(
  endpoints: Endpoints,
  options: MigrationSetOptions,
): Promise<{ readonly isComplete: boolean; readonly problem?: string }> {
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
    const isComplete = states.every(({ store, history, drifted }) => {
      const sources = files.filter((source) => source.store === store)
      const applied = new Map(
        history.entries
          .filter(({ outcome }) => outcome === 'applied')
          .map(({ id, checksum }) => [id, checksum]),
      )
      return (
        !drifted &&
        applied.size === history.entries.length &&
        applied.size === sources.length &&
        sources.every(({ id, checksum }) => applied.get(id) === checksum) &&
        history.schemaKey === toSchemaKey(history)
      )
    })
    return { isComplete }
  } catch (error) {
    const [title] = unreachable
    const problem = error instanceof HomeError ? error.message : title && `${title} is not responding.`
    return { isComplete: false, ...(problem === undefined ? {} : { problem }) }
  }
}

/** Rejects if there is no history or it cannot be read; `MigrationStore.readHistory` then reports the reason. */
async function readAppliedState(name: StoreName, endpoints: Endpoints): Promise<AppliedState> {
  const read = await getStoreDriver(name).loadAppliedStateReader()
  return read(endpoints[name])
}
