import type { PerStore } from '../core/store-name.js'
import { dynamodbMigrations } from './dynamodb/dynamodb-migrations.js'
import type { MigrationStore } from './migration-store.js'
import { mongoMigrations } from './mongo/mongo-migrations.js'
import { postgresMigrations } from './postgres/postgres-migrations.js'
import type { Stores } from './stores.js'

/** The migration side of each open store. */
export function migrationStores(stores: Stores): PerStore<MigrationStore> {
  return {
    postgres: postgresMigrations(stores.postgres),
    dynamodb: dynamodbMigrations(stores.dynamodb),
    mongo: mongoMigrations(stores.mongo),
  }
}
