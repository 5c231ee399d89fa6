import type { Endpoints } from '../../src/core/store-types.js'
import { migrateStores } from '../../src/migrations/migrate-stores.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { createTestDatabases } from './test-databases.js'

export interface MigratedStores extends AsyncDisposable {
  readonly stores: Stores
  readonly endpoints: Endpoints
}

/** Opens a new database in each engine with all migrations applied. */
export async function createMigratedStores(): Promise<MigratedStores> {
  const databases = await createTestDatabases()
  const stores = await openStores(databases.endpoints)
  const report = await migrateStores(stores)
  if (!report.ok) throw new Error(`The migrations failed: ${JSON.stringify(report)}`)
  return {
    stores,
    endpoints: databases.endpoints,
    async [Symbol.asyncDispose]() {
      await stores[Symbol.asyncDispose]()
      await databases[Symbol.asyncDispose]()
    },
  }
}
