import type { StoreName } from '../core/store-name.js'
import { dynamodbDriver } from './dynamodb/driver.js'
import { mongoDriver } from './mongo/driver.js'
import { postgresDriver } from './postgres/driver.js'

/** The driver of each store. The types of open stores and of their status are inferred from it. */
export const DRIVERS = {
  postgres: postgresDriver,
  dynamodb: dynamodbDriver,
  mongo: mongoDriver,
} satisfies { readonly [Name in StoreName]: { readonly name: Name } }
