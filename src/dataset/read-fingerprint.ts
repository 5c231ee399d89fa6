import { STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
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

/**
 * Reads all records of the three stores: returns the fingerprint of each store and the number of records of each entity.
 */
export async function readFingerprint(
  stores: PerStore<DataStore>,
  { onRead, onRecord }: ReadFingerprintOptions = {},
): Promise<{ readonly fingerprint: DatasetFingerprint; readonly counts: RecordCounts }> {
  const { entities } = stores.postgres
  const counts = createRecordCounts(entities)
  let read = 0
  const entries = await Promise.all(
    STORE_NAMES.map(async (name): Promise<[StoreName, string]> => {
      const fingerprint = new Fingerprint()
      for await (const page of stores[name].scan()) {
        for (const record of page) {
          if (record.kind === 'other') continue
          fingerprint.add(record.canonical)
          counts[record.kind]++
          onRecord?.(name, record)
        }
        onRead?.((read += page.length))
      }
      return [name, fingerprint.toString()]
    }),
  )
  const digests = Object.fromEntries(entries) as Record<StoreName, string>
  return { fingerprint: combineFingerprints(digests, entities), counts }
}
