import { debug } from '../../core/debug.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { isLoopback } from '../components/is-loopback.js'
import type { Provider } from '../../providers/provider.js'
import { getStoreDriver } from '../../stores/registry.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'

/** The provider of each engine. */
export interface ProviderChoice {
  readonly name: Provider['name']
  readonly forStore: (store: StoreName) => Provider['name']
  /** Why this provider was chosen; shown to the user. */
  readonly reason?: string
}

/**
 * The configured provider. `auto` resolves to the provider that has the project's data, else to Docker if its daemon is
 * reachable, else to embedded. A store with a configured URL is always external.
 */
export async function chooseProvider(project: RecordedProject): Promise<ProviderChoice> {
  const { config, state } = project
  const { name, reason } = await chooseManagedProvider(project)
  const why = config.provider === 'auto' ? 'it has the data of this project' : 'as configured'
  debug(`Provider: ${name} (${reason ?? why})`)
  const running = state.engines.find((engine) => engine.provider !== 'external' && engine.provider !== name)
  if (running && name !== 'external') {
    throw new HomeError(STACK_ERRORS.PROVIDER_CHANGED, {
      message: `${running.store} of this project is running with the ${running.provider} provider, not ${name}.`,
      suggestion: 'Run homemanager down first. Each provider stores its data separately.',
    })
  }
  const external = new Set<StoreName>()
  for (const store of STORE_NAMES) if (await isExternalStore(store, project)) external.add(store)
  return {
    name,
    forStore: (store) => (external.has(store) ? 'external' : name),
    ...(reason === undefined ? {} : { reason }),
  }
}

async function chooseManagedProvider({
  config,
  state,
}: RecordedProject): Promise<{ readonly name: Provider['name']; readonly reason?: string }> {
  if (config.provider !== 'auto') return { name: config.provider }
  if (state.provider !== undefined) return { name: state.provider }
  const { getDockerAvailability } = await import('../../providers/docker/daemon/docker-availability.js')
  const docker = await getDockerAvailability()
  return { name: docker.available ? 'docker' : 'embedded', reason: docker.summary }
}

/** A configured URL is external unless it names this project's engine: `eval "$(homemanager env)"` sets such URLs. */
async function isExternalStore(store: StoreName, { config, state }: RecordedProject): Promise<boolean> {
  const { external } = getStoreDriver(store)
  const url = external.getUrl(config)
  if (url === undefined) return false
  const parse = await external.loadServerParser()
  const [server, ...others] = URL.canParse(url) ? parse(url) : []
  // An invalid URL is reported when the store is opened.
  if (server === undefined || others.length > 0 || 'path' in server) return true
  const { host, port } = server
  const isProjectPort = state.engines.some((engine) => engine.provider !== 'external' && engine.port === port)
  return !(isLoopback(host) && (isProjectPort || state.ports[store] === port))
}
