import type { Endpoints } from '../../core/store-types.js'
import type { PerStore } from '../../core/store-name.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { getStoreDriver } from '../../stores/registry.js'
import { assertFingerprints } from '../assert-fingerprints.js'
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
  entities: EntityRegistry,
  directory: string,
  options: RestorePortableOptions,
): Promise<PortableContents> {
  const parts = await forAllParts(options, async (store, partOptions) => {
    const snapshot = await getStoreDriver(store).loadPortableSnapshot()
    return snapshot.restore(endpoints[store], getPartDirectory(directory, store), partOptions)
  })
  const contents = await readLiveContents(endpoints, entities)
  assertFingerprints(contents.fingerprint, options.fingerprint)
  return { parts, ...contents }
}
