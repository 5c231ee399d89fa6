import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { EngineRecord, Provider } from '../provider.js'
import { tryConnect, type ServerAddress } from './try-connect.js'
import type { ExternalRecipe } from './external-recipe.js'
import { parseServerAddress } from './parse-server-address.js'

const CONNECT_TIMEOUT_MS = 5000
const RUNNING_CHECK_TIMEOUT_MS = 1000

/** Engines that run outside of homemanager. They are never stopped, and their data is never deleted. */
export function createExternalProvider(getRecipe: (store: StoreName) => ExternalRecipe): Provider {
  return {
    name: 'external',
    async start({ store, config, signal }) {
      const recipe = getRecipe(store)
      const url = recipe.getUrl(config)
      if (url === undefined) throw addressMissingError(store, recipe)
      const address = parseServerAddress(url, recipe.defaultPort)
      if (address !== undefined) await assertReachable(store, address, recipe, signal)
      const engine = `${address?.host ?? store} (external)`
      const endpoint = recipe.toEndpoint(config, url)
      // The recipe is of this store, so the endpoint is too.
      return { store, endpoint, port: address?.port ?? recipe.defaultPort, engine } as EngineRecord
    },
    async isRunning({ store, endpoint, port }) {
      const address = parseServerAddress(getRecipe(store).getServerUrl(endpoint), port)
      return (
        address === undefined ||
        (await tryConnect(address, AbortSignal.timeout(RUNNING_CHECK_TIMEOUT_MS))) === undefined
      )
    },
    async stop() {},
    async removeData() {},
    lastLogLines() {
      return Promise.resolve([])
    },
  }
}

async function assertReachable(
  store: StoreName,
  address: ServerAddress,
  { setting, variable }: ExternalRecipe,
  signal: AbortSignal,
): Promise<void> {
  const problem = await tryConnect(
    address,
    AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]),
  )
  signal.throwIfAborted()
  if (problem === undefined) return
  throw new HomeError(PROVIDER_ERRORS.STORE_UNREACHABLE, {
    message: `Cannot connect to ${store} at ${address.host}:${address.port}.`,
    detail: problem,
    suggestion: `Start ${store}, or correct ${variable} or ${setting} in homemanager.yaml.`,
  })
}

function addressMissingError(store: StoreName, { setting, variable }: ExternalRecipe): HomeError {
  return new HomeError(PROVIDER_ERRORS.EXTERNAL_ADDRESS_MISSING, {
    message: `The external provider requires the address of ${store}.`,
    detail: `Neither ${variable} nor ${setting} in homemanager.yaml is set.`,
    suggestion: `Set ${variable}, or run homemanager up --provider embedded.`,
  })
}
