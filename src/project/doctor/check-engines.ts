import type { Finding } from '../../core/finding.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'

/** Checks whether the embedded engine of each store can run on this machine. */
export async function checkEngines(): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    STORE_NAMES.map(async (store) => {
      const recipe = await getStoreDriver(store).loadEmbeddedRecipe()
      return recipe.check()
    }),
  )
  return findings.flat()
}
