import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { ExternalRecipe } from './external-recipe.js'

/** Throws `EXTERNAL_ADDRESS_MISSING`, which names every store whose address is not configured. */
export function assertAddresses(
  stores: readonly StoreName[],
  config: ResolvedConfig,
  getRecipe: (store: StoreName) => ExternalRecipe,
): void {
  const missing = stores.filter((store) => getRecipe(store).getUrl(config) === undefined)
  if (missing.length === 0) return
  throw addressMissingError(missing, getRecipe)
}

export function addressMissingError(
  missing: readonly StoreName[],
  getRecipe: (store: StoreName) => ExternalRecipe,
): HomeError {
  const isOne = missing.length === 1
  return new HomeError(PROVIDER_ERRORS.EXTERNAL_ADDRESS_MISSING, {
    message: `The external provider requires the ${isOne ? 'address' : 'addresses'} of ${missing.join(', ')}.`,
    detail: missing.map((store) => `${store}: ${describeSettings(getRecipe(store))}`).join('\n'),
    suggestion: `Set ${isOne ? 'it' : 'them'}, or run homemanager up --provider embedded.`,
  })
}

/** Where the address could be configured. */
function describeSettings({ setting, variable, alternative }: ExternalRecipe): string {
  const also = alternative === undefined ? '' : `; ${alternative}`
  return `${variable}, or ${setting} in homemanager.yaml${also}`
}
