import type { DynamodbStore } from './dynamodb/dynamodb-store.js'
import type { MongoStore } from './mongo/mongo-store.js'
import type { PostgresStore } from './postgres/postgres-store.js'

/** All three stores, open. */
export interface Stores {
  readonly postgres: PostgresStore
  readonly dynamodb: DynamodbStore
  readonly mongo: MongoStore
}
