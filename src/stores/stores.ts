import type { StoreName } from '../core/store-name.js'
import type { DRIVERS } from './drivers.js'

type Drivers = typeof DRIVERS

/** All stores, open. */
export type Stores = {
  readonly [Name in StoreName]: ReturnType<Awaited<ReturnType<Drivers[Name]['loadClient']>>['open']>
}

/** What `status` shows about each store in addition to its status. */
export type StoreStatusFields = {
  readonly [Name in StoreName]: ReturnType<Drivers[Name]['toStatusFields']>
}

/** The clients that only read. */
export type StoreReaders = {
  readonly [Name in StoreName]: Awaited<
    ReturnType<Awaited<ReturnType<Drivers[Name]['loadRecords']>>['open']>
  >['client']
}
