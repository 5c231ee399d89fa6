import type { DiscoveredEngine } from './discover-engines.js'
import { ADDONS } from '../../addons/registry.js'
import { loadProvider } from './load-provider.js'
import type { AddonRecord } from '../../providers/provider.js'
import type { RecordedProject } from '../state/recorded-project.js'

/** An add-on of the project, and whether its container is running. */
export interface DiscoveredAddon {
  readonly record: AddonRecord
  readonly running: boolean
}

/** The add-ons of a project, as found by their provider: the state file may be incomplete. */
export async function discoverAddons(
  { config, state }: RecordedProject,
  engines: readonly DiscoveredEngine[],
): Promise<readonly DiscoveredAddon[]> {
  const providers = [state.provider, ...engines.map(({ engine }) => engine.provider)]
  if (!providers.includes('docker')) return []
  const { addons } = await loadProvider('docker')
  const records = (await addons?.find(ADDONS, config)) ?? []
  return Promise.all(
    records.map(async (record) => ({ record, running: (await addons?.isRunning(record)) ?? false })),
  )
}
