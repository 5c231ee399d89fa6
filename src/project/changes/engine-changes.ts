import { isDeepStrictEqual } from 'node:util'
import { getStoreDriver } from '../../stores/registry.js'
import { hasDifferentImage, loadConfiguredImage } from '../components/has-different-image.js'
import { isExternalStore } from '../components/is-external-store.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackEngine } from '../state/stack-state.js'
import type { Change } from '../../core/change.js'

/** Why a running engine, or the server that it names, cannot be used with the current configuration. */
export async function findEngineChange(
  project: RecordedProject,
  engine: StackEngine,
): Promise<Change | undefined> {
  const { config, state } = project
  const isExternal = config.provider === 'external' || (await isExternalStore(engine.store, project))
  if (isExternal) return findExternalChange(project, engine)
  if (engine.provider === 'external') {
    const managed = config.provider === 'auto' ? (state.provider ?? 'auto') : config.provider
    // Without a configured address, the provider of the last `up` is used.
    if (managed === 'external') return undefined
    return toChange(engine, 'url', formatServer(engine), managed === 'auto' ? 'managed' : managed)
  }
  const { port, pinned } = config.ports[engine.store]
  if (pinned && engine.port !== port) return toChange(engine, 'port', String(engine.port), String(port))
  if (engine.provider === 'docker') {
    const image = await loadConfiguredImage(config, engine.store)
    return hasDifferentImage(image, engine.engine)
      ? toChange(engine, 'image', engine.engine, image)
      : undefined
  }
  const recipe = await getStoreDriver(engine.store).loadEmbeddedRecipe()
  const endpoint: unknown = recipe.toEndpoint(config, engine.port)
  return isDeepStrictEqual(endpoint, engine.endpoint) ? undefined : toChange(engine, 'settings', null, null)
}

function findExternalChange({ config }: RecordedProject, engine: StackEngine): Change | undefined {
  const { external } = getStoreDriver(engine.store)
  const url = external.getUrl(config)
  // `up` reports the missing address.
  if (url === undefined) return undefined
  if (engine.provider !== 'external') return toChange(engine, 'url', engine.provider, withoutSecrets(url))
  if (isDeepStrictEqual(external.toEndpoint(config, url), engine.endpoint)) return undefined
  const [from, to] = [formatServer(engine), withoutSecrets(url)]
  return from === to ? toChange(engine, 'settings', null, null) : toChange(engine, 'url', from, to)
}

function toChange(
  { store }: StackEngine,
  setting: Change['setting'],
  from: string | null,
  to: string | null,
): Change {
  return { component: store, setting, from, to }
}

function formatServer({ store, endpoint }: StackEngine): string {
  return withoutSecrets(getStoreDriver(store).external.getServerUrl(endpoint))
}

/** A URL without credentials and parameters. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^?#]*@/, '//').replace(/[?#].*$/, '')
}
