import type { ResolvedConfig } from '../../config/resolved-config.js'
import { debug } from '../../core/debug.js'
import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { isLoopback } from '../connect/is-loopback.js'
import type { Provider } from '../../providers/provider.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackState } from '../state/stack-state.js'

/** Who runs each engine. */
export interface ProviderChoice {
  readonly name: Provider['name']
  readonly forStore: (store: StoreName) => Provider['name']
  /** Why, for the story. */
  readonly reason?: string
}

/**
 * What was asked for; `auto` stays with the provider that has the project's data, else takes Docker if its daemon
 * answers, else embedded. A store whose URL is set is external in any case.
 */
export async function chooseProvider(config: ResolvedConfig, state: StackState): Promise<ProviderChoice> {
  const { name, reason } = await chooseManagedProvider(config, state)
  const why = config.provider === 'auto' ? 'it has the data of this project' : 'as configured'
  debug(`Provider: ${name} (${reason ?? why})`)
  const running = state.engines.find((engine) => engine.provider !== 'external' && engine.provider !== name)
  if (running && name !== 'external') {
    throw new HomeError(STACK_ERRORS.PROVIDER_CHANGED, {
      message: `${running.store} of this project runs with the ${running.provider} provider, not ${name}.`,
      suggestion: 'Run homemanager down first. Each provider keeps data of its own.',
    })
  }
  return {
    name,
    forStore: (store) => (isExternalStore(store, config, state) ? 'external' : name),
    ...(reason === undefined ? {} : { reason }),
  }
}

async function chooseManagedProvider(
  config: ResolvedConfig,
  state: StackState,
): Promise<{ readonly name: Provider['name']; readonly reason?: string }> {
  if (config.provider !== 'auto') return { name: config.provider }
  if (state.provider !== undefined) return { name: state.provider }
  const { getDockerAvailability } = await import('../../providers/docker/daemon/docker-availability.js')
  const docker = await getDockerAvailability()
  return { name: docker.available ? 'docker' : 'embedded', reason: docker.summary }
}

/** A URL that the user set is external, unless it is our own engine's (`eval "$(homemanager env)"` sets those). */
function isExternalStore(store: StoreName, config: ResolvedConfig, state: StackState): boolean {
  const urls = { postgres: config.postgres.url, dynamodb: config.dynamodb.endpoint, mongo: config.mongo.url }
  const url = urls[store]
  if (url === undefined) return false
  const { hostname, port: text } = new URL(url)
  const port = Number(text)
  const own = state.engines.some((engine) => engine.provider !== 'external' && engine.port === port)
  return !(isLoopback(hostname) && (own || state.ports[store] === port))
}
