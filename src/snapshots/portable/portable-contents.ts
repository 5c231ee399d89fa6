import path from 'node:path'
import type { Endpoints } from '../../core/store-types.js'
import { mapStoresAsync, type PerStore, type StoreName } from '../../core/store-name.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { readFingerprint, type RecordCounts } from '../../dataset/read-fingerprint.js'
import type { DatasetFingerprint } from '../../dataset/fingerprint.js'
import type { PortablePart } from '../../stores/contracts/portable-snapshot.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { openStores } from '../../stores/open-stores.js'

/** What a portable snapshot has, or what was restored of it. */
export interface PortableContents {
  readonly parts: PerStore<PortablePart>
  /** Of the records of all entities, as read from the live stores. */
  readonly fingerprint: DatasetFingerprint
  readonly counts: RecordCounts
}

export interface PortableProgressOptions {
  readonly signal: AbortSignal
  /** Called with the numbers of records and bytes so far, of all stores together. */
  readonly onProgress: (records: number, bytes: number) => void
}

/** The directory of a store's part. */
export function getPartDirectory(directory: string, store: StoreName): string {
  return path.join(directory, store)
}

/** Runs `work` for all stores at the same time. If one fails, the others are interrupted, and all have ended when it rejects. */
export async function forAllParts(
  { signal, onProgress }: PortableProgressOptions,
  work: (
    store: StoreName,
    options: { readonly signal: AbortSignal; readonly onProgress: (records: number, bytes: number) => void },
  ) => Promise<PortablePart>,
): Promise<PerStore<PortablePart>> {
  const failed = new AbortController()
  const both = AbortSignal.any([signal, failed.signal])
  const progress = new Map<StoreName, { readonly records: number; readonly bytes: number }>()
  const failures: unknown[] = []
  const parts = await mapStoresAsync(async (store): Promise<PortablePart | undefined> => {
    try {
      return await work(store, {
        signal: both,
        onProgress(records, bytes) {
          progress.set(store, { records, bytes })
          const all = [...progress.values()]
          onProgress(
            all.reduce((sum, each) => sum + each.records, 0),
            all.reduce((sum, each) => sum + each.bytes, 0),
          )
        },
      })
    } catch (error) {
      failures.push(error)
      failed.abort(error)
      return undefined
    }
  })
  if (failures.length > 0) throw failures[0]
  return parts as PerStore<PortablePart>
}

export async function readLiveContents(
  endpoints: Endpoints,
  entities: EntityRegistry,
): Promise<Pick<PortableContents, 'fingerprint' | 'counts'>> {
  await using stores = await openStores(endpoints)
  return await readFingerprint(await createDataStores(stores, entities))
}
