import type { Endpoints } from '../core/endpoints.js'
import type { StoreName } from '../core/store-name.js'
import { openDynamodbStore } from './dynamodb/dynamodb-store.js'
import { openMongoStore } from './mongo/mongo-store.js'
import { openPostgresStore } from './postgres/postgres-store.js'
import type { Stores } from './stores.js'

const STORE_OPENERS: { readonly [Name in StoreName]: (endpoint: Endpoints[Name]) => Stores[Name] } = {
  postgres: (endpoint) => openPostgresStore(endpoint),
  dynamodb: openDynamodbStore,
  mongo: openMongoStore,
}

/** Opens one store. Connects on first use. */
export function openStore<Name extends StoreName>(name: Name, endpoint: Endpoints[Name]): Stores[Name] {
  return STORE_OPENERS[name](endpoint)
}

/** Opens all three stores; disposing closes the connections. */
export function openStores(endpoints: Endpoints): Stores & AsyncDisposable {
  return combineStores({
    postgres: openStore('postgres', endpoints.postgres),
    dynamodb: openStore('dynamodb', endpoints.dynamodb),
    mongo: openStore('mongo', endpoints.mongo),
  })
}

/** Combines three open stores into one disposable object. */
export function combineStores(stores: Stores): Stores & AsyncDisposable {
  const { postgres, dynamodb, mongo } = stores
  return {
    postgres,
    dynamodb,
    mongo,
    async [Symbol.asyncDispose]() {
      await Promise.all([postgres, dynamodb, mongo].map((store) => store[Symbol.asyncDispose]()))
    },
  }
}
