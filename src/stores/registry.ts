import type { StoreName } from '../core/store-name.js'
import type { StoreDriver } from './driver.js'
import { dynamodbDriver } from './dynamodb/driver.js'
import { mongoDriver } from './mongo/driver.js'
import { postgresDriver } from './postgres/driver.js'

/** The driver of each store. */
const STORE_DRIVERS: { readonly [Name in StoreName]: StoreDriver<Name> } = {
  postgres: postgresDriver,
  dynamodb: dynamodbDriver,
  mongo: mongoDriver,
}

/**
 * Returns the driver of a store. What is passed to its facets must be of the same store; the compiler checks this only if
 * `name` is a literal or its type is a type parameter.
 */
export function getStoreDriver<Name extends StoreName>(name: Name): StoreDriver<Name> {
  return STORE_DRIVERS[name]
}
