import type { ResolvedConfig } from '../../config/resolved-config.js'
import { hasErrorCode } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { loadProvider } from './load-provider.js'
import { DOCKER_ERRORS } from '../../providers/docker/daemon/docker-errors.js'
import type { Provider } from '../../providers/provider.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackEngine } from '../state/stack-state.js'

/** An engine of the project, and whether its process or container is running. */
export interface DiscoveredEngine {
  readonly engine: StackEngine
  readonly running: boolean
}

/**
 * The engines of a project: those in the state and, where one is missing or not running, those that the providers find.
 * The state file may be lost or corrupted, a command may have been killed before it wrote it, or Compose may have started
 * the engine.
 */
export async function discoverEngines(project: RecordedProject): Promise<readonly DiscoveredEngine[]> {
  const recorded = await Promise.all(project.state.engines.map(checkRunning))
  const missing = STORE_NAMES.filter((store) => !findRunning(recorded, store))
  if (missing.length === 0) return recorded
  const lists = await Promise.all(
    listCandidateProviders(project).map(async (name) => findEngines(name, project.config)),
  )
  const others = lists.flat()
  return STORE_NAMES.flatMap((store) => {
    const findEngine = (list: readonly DiscoveredEngine[]): DiscoveredEngine | undefined =>
      list.find(({ engine }) => engine.store === store)
    const found =
      findRunning(recorded, store) ?? findRunning(others, store) ?? findEngine(recorded) ?? findEngine(others)
    return found === undefined ? [] : [found]
  })
}

function findRunning(list: readonly DiscoveredEngine[], store: StoreName): DiscoveredEngine | undefined {
  return list.find(({ engine, running }) => engine.store === store && running)
}

/** The provider that has the project's data; while that is unknown, every provider that can discover engines. */
export function listCandidateProviders({ config, state }: RecordedProject): readonly Provider['name'][] {
  if (state.provider !== undefined) return [state.provider]
  return config.provider === 'auto' ? ['embedded', 'docker'] : [config.provider]
}

async function findEngines(
  name: Provider['name'],
  config: ResolvedConfig,
): Promise<readonly DiscoveredEngine[]> {
  const provider = await loadProvider(name)
  const records = (await provider.find?.(config).catch(ignoreDockerUnavailable)) ?? []
  return Promise.all(records.map(async (record) => checkRunning({ ...record, provider: name })))
}

/** If the daemon is unavailable, none of the project's containers can be running. */
export function ignoreDockerUnavailable(error: unknown): readonly [] {
  if (hasErrorCode(error, DOCKER_ERRORS.DOCKER_UNAVAILABLE)) return []
  throw error
}

async function checkRunning(engine: StackEngine): Promise<DiscoveredEngine> {
  const provider = await loadProvider(engine.provider)
  return { engine, running: await provider.isRunning(engine) }
}
