import { type PerStore, STORE_NAMES, type StoreName } from '../core/store-name.js'
import { createMigrationStores } from '../stores/create-migration-stores.js'
import type { Migration, MigrationStore } from '../stores/contracts/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { compileMigrations } from './compile-migrations.js'
import { listMigrationDirectories } from './migration-directory.js'
import { loadDefinitions } from './load-definitions.js'
import { readMigrationDirectory } from './read-migration-directory.js'

export interface MigrationSetOptions {
  /** Absolute paths of the project's migration directories: `config.migrations.directories`. */
  readonly directories?: Readonly<Partial<Record<StoreName, string>>>
  /** Accept migrations without statements, as `migrate new` creates them. They stay pending. Default: they are an error. */
  readonly allowEmpty?: boolean
  /** Only these stores; default all. */
  readonly only?: readonly StoreName[]
}

/** The migrations of all stores in the order of application, and the selected stores. */
export interface MigrationSet {
  readonly stores: PerStore<MigrationStore>
  readonly migrations: PerStore<readonly Migration[]>
  readonly selected: readonly StoreName[]
}

export async function loadMigrationSet(stores: Stores, options: MigrationSetOptions): Promise<MigrationSet> {
  return {
    stores: await createMigrationStores(stores),
    migrations: await loadMigrations(options),
    selected: selectStores(options),
  }
}

/** Loads the migrations of all stores in the order of application. Requires no connection. */
export async function loadMigrations(options: MigrationSetOptions): Promise<PerStore<readonly Migration[]>> {
  const directories = listMigrationDirectories(options.directories)
  const sources = await loadDefinitions(directories.flatMap(readMigrationDirectory))
  return compileMigrations(sources, { allowEmpty: options.allowEmpty === true })
}

export function selectStores({ only }: MigrationSetOptions): readonly StoreName[] {
  return STORE_NAMES.filter((name) => only?.includes(name) ?? true)
}

/** Finds a migration by `store/id`, or by an ID that is unique among the stores. */
export function findMigration(
  set: MigrationSet,
  key: string,
): { readonly store: StoreName; readonly migration: Migration } | undefined {
  for (const store of set.selected) {
    const migration = set.migrations[store].find(({ id }) => id === key || `${store}/${id}` === key)
    if (migration) return { store, migration }
  }
  return undefined
}
