import type { DynamodbStore } from './dynamodb/client/dynamodb-store.js'
import type { MongoStore } from './mongo/client/mongo-store.js'
import type { PostgresStore } from './postgres/client/postgres-store.js'

/** All three stores, open. */
export interface Stores {
  readonly postgres: PostgresStore
  readonly dynamodb: DynamodbStore
  readonly mongo: MongoStore
}
