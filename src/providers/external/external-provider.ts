import { invalidUrl } from './invalid-url.js'
import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { EngineRecord, Provider } from '../provider.js'
import { formatServerAddress, tryConnect, type ServerAddress } from './try-connect.js'
import type { ExternalRecipe } from './external-recipe.js'

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
      const servers = await parseServers(recipe, url)
      if (servers.length > 0) await assertReachable(store, servers, recipe, signal)
      const [first = { host: store, port: recipe.defaultPort }] = servers
      const engine = `${'host' in first ? first.host : first.path} (external)`
      const endpoint = recipe.toEndpoint(config, url)
      // The recipe is of this store, so the endpoint is too.
      return {
        store,
        endpoint,
        port: 'port' in first ? first.port : recipe.defaultPort,
        engine,
      } as EngineRecord
    },
    async isRunning({ store, endpoint }) {
      const recipe = getRecipe(store)
      const servers = await parseServers(recipe, recipe.getServerUrl(endpoint))
      const problems = await tryServers(servers, AbortSignal.timeout(RUNNING_CHECK_TIMEOUT_MS))
      return problems.length < servers.length || servers.length === 0
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
  servers: readonly ServerAddress[],
  { setting, variable }: ExternalRecipe,
  signal: AbortSignal,
): Promise<void> {
  const timeout = AbortSignal.timeout(CONNECT_TIMEOUT_MS)
  const problems = await tryServers(servers, AbortSignal.any([signal, timeout]))
  signal.throwIfAborted()
  if (problems.length < servers.length) return
  throw new HomeError(PROVIDER_ERRORS.STORE_UNREACHABLE, {
    message: `Cannot connect to ${store} at ${servers.map(formatServerAddress).join(', ')}.`,
    detail: problems.join('\n'),
    suggestion: `Start ${store}, or correct ${variable} or ${setting} in homemanager.yaml.`,
  })
}

/** Why each server that cannot be reached is not reachable. */
async function tryServers(
  servers: readonly ServerAddress[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const results = await Promise.all(servers.map(async (server) => tryConnect(server, signal)))
  return results.filter((problem) => problem !== undefined)
}

async function parseServers(recipe: ExternalRecipe, url: string): Promise<readonly ServerAddress[]> {
  const parse = await recipe.loadServerParser()
  try {
    return parse(url)
  } catch (error) {
    throw invalidUrl(recipe.setting, recipe.variable, error)
  }
}

function addressMissingError(store: StoreName, recipe: ExternalRecipe): HomeError {
  const { setting, variable, alternative } = recipe
  const also = alternative === undefined ? '' : `, or ${alternative}`
  return new HomeError(PROVIDER_ERRORS.EXTERNAL_ADDRESS_MISSING, {
    message: `The external provider requires the address of ${store}.`,
    detail: `Neither ${variable} nor ${setting} in homemanager.yaml is set.`,
    suggestion: `Set ${variable}${also}, or run homemanager up --provider embedded.`,
  })
}
