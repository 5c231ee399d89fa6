import type { PerStore } from '../core/store-name.js'
import type { DataStore } from './contracts/data-store.js'
import { dynamodbDataStore } from './dynamodb/dynamodb-data-store.js'
import { mongoDataStore } from './mongo/mongo-data-store.js'
import { postgresDataStore } from './postgres/postgres-data-store.js'
import type { Stores } from './stores.js'

/** Creates the data store of each open store. */
export function createDataStores(stores: Stores): PerStore<DataStore> {
  return {
    postgres: postgresDataStore(stores.postgres),
    dynamodb: dynamodbDataStore(stores.dynamodb),
    mongo: mongoDataStore(stores.mongo),
  }
}
