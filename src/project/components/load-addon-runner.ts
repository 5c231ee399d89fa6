import type { AddonRecord, AddonRunner, Provider } from '../../providers/provider.js'
import { loadProvider } from './load-provider.js'

/** What runs a started add-on: the Docker daemon or, for a process, homemanager. */
export async function loadAddonRunner({
  containerId,
}: Pick<AddonRecord, 'containerId'>): Promise<AddonRunner> {
  return loadProviderAddons(containerId === undefined ? 'embedded' : 'docker')
}

/** What starts add-ons in a stack with this provider: beside external servers, they are processes. */
export async function loadProviderAddons(provider: Provider['name']): Promise<AddonRunner> {
  const { addons } = await loadProvider(provider === 'docker' ? 'docker' : 'embedded')
  if (addons === undefined) throw new TypeError(`The provider ${provider} has no add-ons.`)
  return addons
}
