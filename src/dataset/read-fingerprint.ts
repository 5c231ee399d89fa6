import { mapStores, mapStoresAsync, STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import type { EntityPlural, EntityRegistry } from '../domain/entities/registry.js'
import type { DataStore, StoredRecord } from '../stores/contracts/data-store.js'
import { Fingerprint, type DatasetFingerprint, combineFingerprints } from './fingerprint.js'

export type RecordCounts = Readonly<Record<EntityPlural, number>>

/** Counts of 0 for every entity. */
export function createRecordCounts(entities: EntityRegistry): Record<EntityPlural, number> {
  return Object.fromEntries(entities.plurals.map((plural) => [plural, 0])) as Record<EntityPlural, number>
}

export interface ReadFingerprintOptions {
  /** Called after each page with the number of records read so far. */
  readonly onRead?: ((records: number) => void) | undefined
  /** Called with each record of an entity. */
  readonly onRecord?: (store: StoreName, record: StoredRecord) => void
}

/** The fingerprint of a store, and the number of records of each of its entities. */
export interface StoreFingerprint {
  readonly fingerprint: string
  readonly counts: Readonly<Record<string, number>>
}

/**
 * Reads all records of the three stores: returns the fingerprint of each store and the number of records of each entity.
 */
export async function readFingerprint(
  stores: PerStore<DataStore>,
  { onRead, onRecord }: ReadFingerprintOptions = {},
): Promise<{ readonly fingerprint: DatasetFingerprint; readonly counts: RecordCounts }> {
  let read = 0
  const found = await mapStoresAsync(async (name) =>
    readStoreFingerprint(stores[name], {
      onPage: (records) => onRead?.((read += records)),
      ...(onRecord === undefined ? {} : { onRecord: (record) => onRecord(name, record) }),
    }),
  )
  return joinFingerprints(found, stores.postgres.entities)
}

/** Reads all records of one store. */
export async function readStoreFingerprint(
  store: DataStore,
  {
    onPage,
    onRecord,
  }: { readonly onPage?: (records: number) => void; readonly onRecord?: (record: StoredRecord) => void } = {},
): Promise<StoreFingerprint> {
  const fingerprint = new Fingerprint()
  const counts: Record<string, number> = {}
  for await (const page of store.scan()) {
    for (const record of page) {
      if (record.kind === 'other') continue
      fingerprint.add(record.canonical)
      counts[record.kind] = (counts[record.kind] ?? 0) + 1
      onRecord?.(record)
    }
    onPage?.(page.length)
  }
  return { fingerprint: fingerprint.toString(), counts }
}

/** The fingerprint of the dataset in three stores, and the number of records of every entity. */
export function joinFingerprints(
  stores: PerStore<StoreFingerprint>,
  entities: EntityRegistry,
): { readonly fingerprint: DatasetFingerprint; readonly counts: RecordCounts } {
  const counts = createRecordCounts(entities)
  for (const name of STORE_NAMES) Object.assign(counts, stores[name].counts)
  return {
    fingerprint: combineFingerprints(
      mapStores((name) => stores[name].fingerprint),
      entities,
    ),
    counts,
  }
}
