import { listProtectedStores } from '../../config/list-protected-stores.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { targetProtected } from '../../stores/target-protected.js'

/** Throws `TARGET_PROTECTED` if a command would change one of these stores and its settings have `protected: true`. */
export function assertUnprotected(
  config: ResolvedConfig,
  names: readonly StoreName[] = STORE_NAMES,
  suggestion?: string,
): void {
  const name = listProtectedStores(config).find((each) => names.includes(each))
  if (name !== undefined) throw targetProtected(name, suggestion)
}
