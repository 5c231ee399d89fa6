import { type PerStore, STORE_NAMES, type StoreName } from '../core/store-name.js'
import { MIGRATION_COMPILERS, createMigrationStores } from '../stores/migration-stores.js'
import type { Migration, MigrationStore } from '../stores/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { listMigrationDirectories } from './migration-directory.js'
import { readMigrationDirectory } from './read-migration-directory.js'

export interface MigrationSetOptions {
  /** Folders with the user's own migrations, absolute: `config.migrations.directories`. */
  readonly directories?: Readonly<Partial<Record<StoreName, string>>>
  /** Only these stores; default all. */
  readonly only?: readonly StoreName[]
}

/** The migrations of all stores in the order in which each applies them, and the stores that were chosen. */
export interface MigrationSet {
  readonly stores: PerStore<MigrationStore>
  readonly migrations: PerStore<readonly Migration[]>
  readonly selected: readonly StoreName[]
}

export async function loadMigrationSet(stores: Stores, options: MigrationSetOptions): Promise<MigrationSet> {
  return {
    stores: createMigrationStores(stores),
    migrations: await loadMigrations(options),
    selected: selectStores(options),
  }
}

/** The migrations of all stores in the order in which each applies them; needs no store. */
export async function loadMigrations(options: MigrationSetOptions): Promise<PerStore<readonly Migration[]>> {
  const read = await Promise.all(listMigrationDirectories(options.directories).map(readMigrationDirectory))
  const of = (name: StoreName): readonly Migration[] =>
    read.flat().flatMap((source) => (source.store === name ? [MIGRATION_COMPILERS[name](source)] : []))
  return { postgres: of('postgres'), dynamodb: of('dynamodb'), mongo: of('mongo') }
}

export function selectStores({ only }: MigrationSetOptions): readonly StoreName[] {
  return STORE_NAMES.filter((name) => only?.includes(name) ?? true)
}

/** `[store]` or nothing, from `store/id` or an id that only one store has. */
export function findMigration(
  set: MigrationSet,
  text: string,
): { readonly store: StoreName; readonly migration: Migration } | undefined {
  for (const store of set.selected) {
    const migration = set.migrations[store].find(({ id }) => id === text || `${store}/${id}` === text)
    if (migration) return { store, migration }
  }
  return undefined
}
