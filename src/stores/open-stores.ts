import type { Endpoints } from '../core/endpoints.js'
import { openDynamodbStore } from './dynamodb/dynamodb-store.js'
import { openMongoStore } from './mongo/mongo-store.js'
import { openPostgresStore } from './postgres/postgres-store.js'
import type { Stores } from './stores.js'

/** Opens all three; disposing closes the connections. */
export function openStores(endpoints: Endpoints): Stores & AsyncDisposable {
  const postgres = openPostgresStore(endpoints.postgres)
  const dynamodb = openDynamodbStore(endpoints.dynamodb)
  const mongo = openMongoStore(endpoints.mongo)
  return {
    postgres,
    dynamodb,
    mongo,
    async [Symbol.asyncDispose]() {
      await Promise.all([postgres, dynamodb, mongo].map((store) => store[Symbol.asyncDispose]()))
    },
  }
}
