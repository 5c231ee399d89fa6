import type { PerStore } from '../core/store-name.js'
import type { DataStore } from './data-store.js'
import { dynamodbDataStore } from './dynamodb/dynamodb-data-store.js'
import { mongoDataStore } from './mongo/mongo-data-store.js'
import { postgresDataStore } from './postgres/postgres-data-store.js'
import type { Stores } from './stores.js'

/** What seeding needs of each of the open stores. */
export function createDataStores(stores: Stores): PerStore<DataStore> {
  return {
    postgres: postgresDataStore(stores.postgres),
    dynamodb: dynamodbDataStore(stores.dynamodb),
    mongo: mongoDataStore(stores.mongo),
  }
}
