import { mapStoresAsync, type PerStore, type StoreName } from '../core/store-name.js'
import type { MigrationStore } from './contracts/migration-store.js'
import { getStoreDriver } from './registry.js'
import type { Stores } from './stores.js'

/** Stores, some of which may still be opening. */
export type PendingStores = { readonly [Name in keyof Stores]: Stores[Name] | Promise<Stores[Name]> }

/** Creates the migration store of each open store. */
export async function createMigrationStores(stores: Stores): Promise<PerStore<MigrationStore>> {
  return mapStoresAsync((name) => createMigrationStore(name, stores))
}

/** Creates the migration store of one store when that store is open. */
export async function createMigrationStore(name: StoreName, stores: PendingStores): Promise<MigrationStore> {
  const store = await stores[name]
  const migrations = await getStoreDriver(name).loadMigrations()
  return migrations.create(store)
}
