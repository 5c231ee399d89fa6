import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { ResolvedConfig } from './resolved-config.js'

/** The stores that no command may change: `protected: true`, for one store or for all. */
export function listProtectedStores(
  config: Pick<ResolvedConfig, StoreName | 'protected'>,
): readonly StoreName[] {
  return STORE_NAMES.filter((name) => config.protected === true || config[name].protected === true)
}
