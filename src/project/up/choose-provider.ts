import { debug } from '../../core/debug.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { isExternalStore } from '../components/is-external-store.js'
import { loadProvider } from '../components/load-provider.js'
import type { Provider } from '../../providers/provider.js'
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
  await assertDataStays(project, name)
  const external = new Set<StoreName>()
  for (const store of STORE_NAMES) if (await isExternalStore(store, project)) external.add(store)
  return {
    name,
    forStore: (store) => (external.has(store) ? 'external' : name),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Switching the provider would start empty databases although the project has data. */
async function assertDataStays({ config, state }: RecordedProject, name: Provider['name']): Promise<void> {
  const owner = state.provider
  if (owner === undefined || owner === name || owner === 'external' || name === 'external') return
  const provider = await loadProvider(owner)
  // If the Docker daemon is unavailable, the data may still exist.
  const data = await provider.listDataLocations?.(config).catch(() => undefined)
  if (data?.length === 0) return
  throw new HomeError(STACK_ERRORS.PROVIDER_CHANGED, {
    message: `The data of project ${config.project} was created with the ${owner} provider, not ${name}.`,
    detail: 'Each provider stores its data separately, so the stack would start without the existing data.',
    suggestion: `Use --provider ${owner}, delete the data with homemanager down --volumes, or start a second stack with --project.`,
  })
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
