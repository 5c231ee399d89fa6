import type { Provider } from '../../providers/provider.js'
import { getStoreDriver } from '../../stores/registry.js'

const PROVIDER_LOADERS: Readonly<Record<Provider['name'], () => Promise<Provider>>> = {
  embedded: async () => (await import('../../providers/embedded/embedded-provider.js')).embeddedProvider,
  external: loadExternalProvider,
  docker: async () => (await import('../../providers/docker/docker-provider.js')).dockerProvider,
}

/** Imports the module of a provider on demand and returns the provider. */
export async function loadProvider(name: Provider['name']): Promise<Provider> {
  return PROVIDER_LOADERS[name]()
}

async function loadExternalProvider(): Promise<Provider> {
  const { createExternalProvider } = await import('../../providers/external/external-provider.js')
  return createExternalProvider((store) => getStoreDriver(store).external)
}
