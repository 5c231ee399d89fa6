import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import { readStoreFingerprint, type StoreFingerprint } from '../../dataset/read-fingerprint.js'
import { openStore } from '../../stores/open-stores.js'
import { getStoreDriver } from '../../stores/registry.js'
import { loadExtensions } from '../extensions/load-extensions.js'

/** Asks a thread to read the records of a store, or to load what that requires. */
export interface ReadStoreRequest {
  readonly type: 'prepare-store' | 'read-store'
  readonly store: StoreName
  readonly endpoint: Endpoints[StoreName]
  readonly config: Pick<ResolvedConfig, 'root' | 'extensions'>
}

/** Answers the request, in the thread. */
export async function readRequestedStore({
  type,
  store: name,
  endpoint,
  config,
}: ReadStoreRequest): Promise<StoreFingerprint | undefined> {
  const [create, { entities }] = await Promise.all([
    getStoreDriver(name).loadDataStore(),
    loadExtensions(config),
    getStoreDriver(name).loadClient(),
  ])
  if (type === 'prepare-store') return undefined
  await using store = await openStore(name, endpoint)
  return await readStoreFingerprint(create(store, entities))
}
