import { codeFile } from '../core/package-file.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'

/** One history: the files of a folder that are numbered among each other. */
export interface MigrationFolder {
  readonly store: StoreName
  /** A service's name, or `project` for the user's own. */
  readonly origin: string
  readonly path: string
}

const BUNDLED = [
  ['postgres', 'identity'],
  ['dynamodb', 'todo'],
  ['mongo', 'budget'],
] as const

/** The folders of the bundled services, then those of the user's project. */
export function migrationFolders(
  own: Readonly<Partial<Record<StoreName, string>>> = {},
): readonly MigrationFolder[] {
  const bundled = BUNDLED.map(([store, service]) => ({
    store,
    origin: service,
    path: codeFile(`services/${service}/migrations/`),
  }))
  const project = STORE_NAMES.flatMap((store) => {
    const path = own[store]
    return path === undefined ? [] : [{ store, origin: PROJECT, path }]
  })
  return [...bundled, ...project]
}

/** The origin of the user's own migrations. */
export const PROJECT = 'project'
