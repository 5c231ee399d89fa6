import type { Endpoints } from '../../core/endpoints.js'
import { mapStoresAsync, type PerStore, STORE_NAMES } from '../../core/store-name.js'
import type { DatasetFingerprint } from '../../dataset/fingerprint.js'
import { readFingerprint } from '../../dataset/read-fingerprint.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { loadStoreClients, openStores } from '../../stores/open-stores.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { StackEngine } from '../state/stack-state.js'

/** What the manifest of a snapshot says of the records. */
export interface StoreContents {
  readonly fingerprint: DatasetFingerprint
  readonly counts: Readonly<Record<string, number>>
  /** The applied migrations of each store, in order. */
  readonly migrations: PerStore<readonly string[]>
}

export function toEndpoints(engines: readonly StackEngine[]): Endpoints {
  return Object.fromEntries(engines.map(({ store, endpoint }) => [store, endpoint])) as unknown as Endpoints
}

/** Loads what `readContents` requires, so that reading itself takes less time. */
export async function prepareReading(): Promise<void> {
  await Promise.all([
    loadStoreClients(),
    ...STORE_NAMES.flatMap((name) => {
      const driver = getStoreDriver(name)
      return [driver.loadDataStore(), driver.loadAppliedStateReader()]
    }),
  ])
}

/** Reads all records and the migration history of running engines. */
export async function readContents(
  engines: readonly StackEngine[],
  onRead?: (records: number) => void,
): Promise<StoreContents> {
  const endpoints = toEndpoints(engines)
  await using stores = await openStores(endpoints)
  const [{ fingerprint, counts }, migrations] = await Promise.all([
    createDataStores(stores).then(async (opened) => readFingerprint(opened, { onRead })),
    readMigrations(endpoints),
  ])
  return { fingerprint, counts, migrations }
}

/** None for a store without a migration history. */
export async function readMigrations(endpoints: Endpoints): Promise<PerStore<readonly string[]>> {
  return mapStoresAsync(async (name) => {
    const read = await getStoreDriver(name).loadAppliedStateReader()
    const state = await read(endpoints[name] as never).catch(() => undefined)
    return (state?.history.entries ?? []).map(({ id }) => id)
  })
}
