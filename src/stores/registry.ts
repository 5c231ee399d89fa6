import type { StoreName } from '../core/store-name.js'
import type { StoreDriver } from './driver.js'
import { DRIVERS } from './drivers.js'
import type { StoreReaders, Stores, StoreStatusFields } from './stores.js'

type Driver<Name extends StoreName> = StoreDriver<
  Name,
  Stores[Name],
  StoreStatusFields[Name],
  StoreReaders[Name]
>

const STORE_DRIVERS: { readonly [Name in StoreName]: Driver<Name> } = DRIVERS

/**
 * Returns the driver of a store. What is passed to its facets must be of the same store; the compiler checks this only if
 * `name` is a literal or its type is a type parameter.
 */
export function getStoreDriver<Name extends StoreName>(name: Name): Driver<Name> {
  return STORE_DRIVERS[name]
}
