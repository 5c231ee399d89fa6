import { type PerStore, STORE_NAMES, type StoreName } from '../core/store-name.js'
import { COMPILERS, migrationStores } from '../stores/migration-stores.js'
import type { Migration, MigrationStore } from '../stores/migration-store.js'
import type { Stores } from '../stores/stores.js'
import { migrationFolders } from './migration-folder.js'
import { readFolder } from './read-folder.js'

export interface SetOptions {
  /** Folders with the user's own migrations, absolute: `config.migrations.folders`. */
  readonly folders?: Readonly<Partial<Record<StoreName, string>>>
  /** Only these stores; default all. */
  readonly only?: readonly StoreName[]
}

/** The migrations of all stores in the order in which each applies them, and the stores that were chosen. */
export interface MigrationSet {
  readonly stores: PerStore<MigrationStore>
  readonly history: PerStore<readonly Migration[]>
  readonly chosen: readonly StoreName[]
}

export async function loadMigrationSet(stores: Stores, options: SetOptions): Promise<MigrationSet> {
  return {
    stores: migrationStores(stores),
    history: await loadHistory(options),
    chosen: chosenStores(options),
  }
}

/** The migrations of all stores in the order in which each applies them; needs no store. */
export async function loadHistory(options: SetOptions): Promise<PerStore<readonly Migration[]>> {
  const read = await Promise.all(migrationFolders(options.folders).map(readFolder))
  const of = (name: StoreName): readonly Migration[] =>
    read.flat().flatMap((source) => (source.store === name ? [COMPILERS[name](source)] : []))
  return { postgres: of('postgres'), dynamodb: of('dynamodb'), mongo: of('mongo') }
}

export function chosenStores({ only }: SetOptions): readonly StoreName[] {
  return STORE_NAMES.filter((name) => only?.includes(name) ?? true)
}

/** `[store]` or nothing, from `store/id` or an id that only one store has. */
export function findMigration(
  set: MigrationSet,
  text: string,
): { readonly store: StoreName; readonly migration: Migration } | undefined {
  for (const store of set.chosen) {
    const migration = set.history[store].find(({ id }) => id === text || `${store}/${id}` === text)
    if (migration) return { store, migration }
  }
  return undefined
}
