import type { PerStore } from '../core/store-name.js'
import { compileDynamodb } from './dynamodb/compile-dynamodb.js'
import { dynamodbMigrations } from './dynamodb/dynamodb-migrations.js'
import type { MigrationStore } from './migration-store.js'
import { compileMongo } from './mongo/compile-mongo.js'
import { mongoMigrations } from './mongo/mongo-migrations.js'
import { compileSql } from './postgres/compile-sql.js'
import { postgresMigrations } from './postgres/postgres-migrations.js'
import type { Stores } from './stores.js'

/** Stores of which some are still being opened. */
export type OpeningStores = { readonly [Name in keyof Stores]: Stores[Name] | Promise<Stores[Name]> }

/** What a migration's file says, without a store. */
export const COMPILERS: PerStore<MigrationStore['compile']> = {
  postgres: compileSql,
  dynamodb: compileDynamodb,
  mongo: compileMongo,
}

/** The migration side of each store once that is open. */
export function openingMigrationStores(stores: OpeningStores): PerStore<() => Promise<MigrationStore>> {
  return {
    postgres: async () => postgresMigrations(await stores.postgres),
    dynamodb: async () => dynamodbMigrations(await stores.dynamodb),
    mongo: async () => mongoMigrations(await stores.mongo),
  }
}

/** The migration side of each open store. */
export function migrationStores(stores: Stores): PerStore<MigrationStore> {
  return {
    postgres: postgresMigrations(stores.postgres),
    dynamodb: dynamodbMigrations(stores.dynamodb),
    mongo: mongoMigrations(stores.mongo),
  }
}
