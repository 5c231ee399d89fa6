import type { Endpoints } from '../../core/endpoints.js'
import type { StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'

const STORE_OPENERS: {
  readonly [Name in StoreName]: (endpoint: Endpoints[Name]) => Promise<Stores[Name]>
} = {
  async postgres(endpoint) {
    const { openPostgresStore } = await import('../../stores/postgres/postgres-store.js')
    return openPostgresStore(endpoint)
  },
  async dynamodb(endpoint) {
    const { openDynamodbStore } = await import('../../stores/dynamodb/dynamodb-store.js')
    return openDynamodbStore(endpoint)
  },
  async mongo(endpoint) {
    const { openMongoStore } = await import('../../stores/mongo/mongo-store.js')
    return openMongoStore(endpoint)
  },
}

/** Opens one store without loading the drivers of the others: loading is most of their cost. */
export async function openSingleStore<Name extends StoreName>(
  name: Name,
  endpoint: Endpoints[Name],
): Promise<Stores[Name]> {
  return STORE_OPENERS[name](endpoint)
}
