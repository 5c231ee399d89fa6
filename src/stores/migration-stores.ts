import type { PerStore } from '../core/store-name.js'
import { compileDynamodb } from './dynamodb/compile-dynamodb.js'
import { dynamodbMigrationStore } from './dynamodb/dynamodb-migration-store.js'
import type { MigrationStore } from './contracts/migration-store.js'
import { compileMongo } from './mongo/compile-mongo.js'
import { mongoMigrationStore } from './mongo/mongo-migration-store.js'
import { compileSql } from './postgres/compile-sql.js'
import { postgresMigrationStore } from './postgres/postgres-migration-store.js'
import type { Stores } from './stores.js'

/** Stores, some of which may still be opening. */
export type PendingStores = { readonly [Name in keyof Stores]: Stores[Name] | Promise<Stores[Name]> }

/** Compiles migration files without a connection. */
export const MIGRATION_COMPILERS: PerStore<MigrationStore['compile']> = {
  postgres: compileSql,
  dynamodb: compileDynamodb,
  mongo: compileMongo,
}

/** Creates the migration store of each store when that store is open. */
export function createLazyMigrationStores(stores: PendingStores): PerStore<() => Promise<MigrationStore>> {
  return {
    postgres: async () => postgresMigrationStore(await stores.postgres),
    dynamodb: async () => dynamodbMigrationStore(await stores.dynamodb),
    mongo: async () => mongoMigrationStore(await stores.mongo),
  }
}

/** Creates the migration store of each open store. */
export function createMigrationStores(stores: Stores): PerStore<MigrationStore> {
  return {
    postgres: postgresMigrationStore(stores.postgres),
    dynamodb: dynamodbMigrationStore(stores.dynamodb),
    mongo: mongoMigrationStore(stores.mongo),
  }
}
