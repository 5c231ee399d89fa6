import { mapStoresAsync, type StoreName, STORE_NAMES } from '../../core/store-name.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import type { DeclaredType } from '../../stores/contracts/declared-type.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'

/** A type, and the store that such values are in. */
export interface StoreType extends DeclaredType {
  readonly store: StoreName
}

/** Reads the types of rows, items and documents from the live schemas of the stores. Their names are unique. */
export async function readTypes(stores: Stores, entities: EntityRegistry): Promise<readonly StoreType[]> {
  const types = await mapStoresAsync(async (store) => {
    const read = await getStoreDriver(store).loadTypeReader()
    return read(stores[store], entities)
  })
  const counts = new Map<string, number>()
  return STORE_NAMES.flatMap((store) =>
    types[store].map((type) => {
      const count = (counts.get(type.name) ?? 0) + 1
      counts.set(type.name, count)
      return { store, ...type, name: count === 1 ? type.name : `${type.name}${count}` }
    }),
  )
}
