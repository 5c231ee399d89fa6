import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { PostgresEndpoint } from '../../core/store-types.js'
import { openStore } from '../../stores/open-stores.js'
import { getStoreDriver } from '../../stores/registry.js'

/** The names of the profiles that PostgreSQL has on record as seeded; none if it cannot be read. */
export async function listSeededProfiles(endpoint: PostgresEndpoint): Promise<readonly string[]> {
  try {
    await using store = await openStore('postgres', endpoint)
    const openDataStore = await getStoreDriver('postgres').loadDataStore()
    return (await openDataStore(store, BUNDLED_ENTITIES).readCheckpoints()).map(({ profile }) => profile)
  } catch {
    return []
  }
}
