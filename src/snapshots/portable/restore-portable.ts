import { HomeError } from '../../core/home-error.js'
import type { Endpoints } from '../../core/endpoints.js'
import { type PerStore, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import { SNAPSHOT_ERRORS } from '../snapshot-errors.js'
import {
  forAllParts,
  getPartDirectory,
  type PortableContents,
  type PortableProgressOptions,
  readLiveContents,
} from './portable-contents.js'

export interface RestorePortableOptions extends PortableProgressOptions {
  /** Of the manifest; null for a store whose fingerprint is not known. */
  readonly fingerprint: PerStore<string | null>
}

/**
 * Replaces the three stores by the parts below a directory, then reads all records back. Idempotent: an interrupted call can be
 * repeated. Throws `SNAPSHOT_DIFFERS` if the records are not those that were saved.
 */
export async function restorePortable(
  endpoints: Endpoints,
  directory: string,
  options: RestorePortableOptions,
): Promise<PortableContents> {
  const parts = await forAllParts(options, async (store, partOptions) => {
    const snapshot = await getStoreDriver(store).loadPortableSnapshot()
    return snapshot.restore(endpoints[store], getPartDirectory(directory, store), partOptions)
  })
  const contents = await readLiveContents(endpoints)
  const different = STORE_NAMES.filter((store) => {
    const saved = options.fingerprint[store]
    return saved !== null && saved !== contents.fingerprint[store]
  })
  if (different.length > 0) throw differs(different)
  return { parts, ...contents }
}

function differs(stores: readonly StoreName[]): HomeError {
  return new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DIFFERS, {
    message: `The restored records of ${stores.join(' and ')} differ from those that the snapshot was saved with.`,
    suggestion: 'Restore another snapshot (homemanager snapshot list), or run homemanager undo.',
  })
}
