import type { Endpoints } from '../../src/core/endpoints.js'
import { migrateStores } from '../../src/migrations/migrate-stores.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { createTestDatabases } from './test-databases.js'

export interface MigratedStores extends AsyncDisposable {
  readonly stores: Stores
  readonly endpoints: Endpoints
}

/** A fresh place in each engine with every migration applied, opened. */
export async function createMigratedStores(): Promise<MigratedStores> {
  const engines = await createTestDatabases()
  const stores = openStores(engines.endpoints)
  const report = await migrateStores(stores)
  if (!report.ok) throw new Error(`Migrating failed: ${JSON.stringify(report)}`)
  return {
    stores,
    endpoints: engines.endpoints,
    async [Symbol.asyncDispose]() {
      await stores[Symbol.asyncDispose]()
      await engines[Symbol.asyncDispose]()
    },
  }
}
