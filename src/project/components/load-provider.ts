import { getAddon } from '../../addons/registry.js'
import type { Provider } from '../../providers/provider.js'
import { getStoreDriver } from '../../stores/registry.js'

/** Each provider, with the recipe of each store for it. */
const PROVIDER_LOADERS: Readonly<Record<Provider['name'], () => Promise<Provider>>> = {
  async embedded() {
    const { createEmbeddedProvider } = await import('../../providers/embedded/embedded-provider.js')
    return createEmbeddedProvider(
      async (store) => getStoreDriver(store).loadEmbeddedRecipe(),
      async (name) => getAddon(name).loadEmbeddedRecipe(),
    )
  },
  async external() {
    const { createExternalProvider } = await import('../../providers/external/external-provider.js')
    return createExternalProvider((store) => getStoreDriver(store).external)
  },
  async docker() {
    const { createDockerProvider } = await import('../../providers/docker/docker-provider.js')
    return createDockerProvider(async (store) => getStoreDriver(store).loadDockerRecipe())
  },
}

/** Imports the module of a provider on demand and returns the provider. */
export async function loadProvider(name: Provider['name']): Promise<Provider> {
  return PROVIDER_LOADERS[name]()
}
