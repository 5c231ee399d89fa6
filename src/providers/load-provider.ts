import type { Provider } from './provider.js'

const PROVIDER_LOADERS: Readonly<Record<Provider['name'], () => Promise<Provider>>> = {
  embedded: async () => (await import('./embedded/embedded-provider.js')).embeddedProvider,
  external: async () => (await import('./external/external-provider.js')).externalProvider,
  docker: async () => (await import('./docker/docker-provider.js')).dockerProvider,
}

/** Imports the module of a provider on demand and returns the provider. */
export async function loadProvider(name: Provider['name']): Promise<Provider> {
  return PROVIDER_LOADERS[name]()
}
