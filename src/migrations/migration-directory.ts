import { getCodePath } from '../core/package-path.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'

/** One history: the files of a folder that are numbered among each other. */
export interface MigrationDirectory {
  readonly store: StoreName
  /** A service's name, or `project` for the user's own. */
  readonly origin: string
  readonly path: string
}

const BUNDLED_MIGRATIONS = [
  ['postgres', 'identity'],
  ['dynamodb', 'todo'],
  ['mongo', 'budget'],
] as const

/** The folders of the bundled services, then those of the user's project. */
export function listMigrationDirectories(
  own: Readonly<Partial<Record<StoreName, string>>> = {},
): readonly MigrationDirectory[] {
  const bundled = BUNDLED_MIGRATIONS.map(([store, service]) => ({
    store,
    origin: service,
    path: getCodePath(`services/${service}/migrations/`),
  }))
  const project = STORE_NAMES.flatMap((store) => {
    const path = own[store]
    return path === undefined ? [] : [{ store, origin: PROJECT_ORIGIN, path }]
  })
  return [...bundled, ...project]
}

/** The origin of the user's own migrations. */
export const PROJECT_ORIGIN = 'project'
