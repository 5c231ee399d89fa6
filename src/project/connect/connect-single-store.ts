import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import { openStore } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'
import { getRunningEndpoints } from './connect-stores.js'

/** Opens one store of the running stack without loading the clients of the others: loading is most of their cost. */
export async function connectSingleStore<Name extends StoreName>(
  name: Name,
  config: ResolvedConfig,
): Promise<Stores[Name]> {
  return openStore(name, getRunningEndpoints(config)[name])
}
