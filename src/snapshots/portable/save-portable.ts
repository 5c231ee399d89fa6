import { createPrivateDirectory } from '../../core/create-directory.js'
import type { Endpoints } from '../../core/store-types.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { getStoreDriver } from '../../stores/registry.js'
import {
  forAllParts,
  getPartDirectory,
  type PortableContents,
  type PortableProgressOptions,
  readLiveContents,
} from './portable-contents.js'

/**
 * Writes the three stores below an empty directory, one directory each, in formats that other programs read. The caller makes
 * sure that nothing is written to the stores meanwhile.
 */
export async function savePortable(
  endpoints: Endpoints,
  entities: EntityRegistry,
  directory: string,
  options: PortableProgressOptions,
): Promise<PortableContents> {
  const parts = await forAllParts(options, async (store, partOptions) => {
    const target = getPartDirectory(directory, store)
    createPrivateDirectory(target)
    const snapshot = await getStoreDriver(store).loadPortableSnapshot()
    return snapshot.save(endpoints[store], target, partOptions)
  })
  return { parts, ...(await readLiveContents(endpoints, entities)) }
}
