import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { isLoopback } from './is-loopback.js'

/** A configured URL is external unless it names this project's engine: `eval "$(homemanager env)"` sets such URLs. */
export async function isExternalStore(
  store: StoreName,
  { config, state }: RecordedProject,
): Promise<boolean> {
  const { external } = getStoreDriver(store)
  const url = external.getUrl(config)
  if (url === undefined) return false
  const parse = await external.loadServerParser()
  const [server, ...others] = URL.canParse(url) ? parse(url) : []
  // An invalid URL is reported when the store is opened.
  if (server === undefined || others.length > 0 || 'path' in server) return true
  const { host, port } = server
  if (!isLoopback(host)) return true
  const recorded = state.engines.find((engine) => engine.store === store)
  if (recorded?.provider === 'external' && recorded.port === port) return true
  const isProjectPort = state.engines.some((engine) => engine.provider !== 'external' && engine.port === port)
  return !(isProjectPort || state.ports[store] === port)
}

/** The stores for which this holds. */
export async function listExternalStores(project: RecordedProject): Promise<readonly StoreName[]> {
  const external = await Promise.all(STORE_NAMES.map(async (store) => isExternalStore(store, project)))
  return STORE_NAMES.filter((_store, i) => external[i])
}
