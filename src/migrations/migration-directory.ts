import { getCodePath } from '../core/package-path.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { getStoreDriver } from '../stores/registry.js'

/** A directory of migration files with one sequence of numbers. */
export interface MigrationDirectory {
  readonly store: StoreName
  /** A service's name, or `project` for the migrations of the user's project. */
  readonly origin: string
  readonly path: string
}

/** Lists the directories of the bundled services, then those of the user's project. */
export function listMigrationDirectories(
  projectDirectories: Readonly<Partial<Record<StoreName, string>>> = {},
): readonly MigrationDirectory[] {
  const bundled = STORE_NAMES.map((store) => {
    const { service } = getStoreDriver(store).migrationFiles
    return { store, origin: service, path: getCodePath(`services/${service}/migrations/`) }
  })
  const project = STORE_NAMES.flatMap((store) => {
    const path = projectDirectories[store]
    return path === undefined ? [] : [{ store, origin: PROJECT_ORIGIN, path }]
  })
  return [...bundled, ...project]
}

/** The origin of the migrations of the user's project. */
export const PROJECT_ORIGIN = 'project'
