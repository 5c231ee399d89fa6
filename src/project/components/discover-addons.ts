import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { DiscoveredEngine } from './discover-engines.js'
import { loadProvider } from '../../providers/load-provider.js'
import type { AddonRecord } from '../../providers/provider.js'
import type { StackState } from '../state/stack-state.js'

/** An optional part of the project, and whether its container runs now. */
export interface DiscoveredAddon {
  readonly record: AddonRecord
  readonly running: boolean
}

/** The optional parts of a project, as their provider finds them: the state file may know less. */
export async function discoverAddons(
  config: ResolvedConfig,
  state: StackState,
  engines: readonly DiscoveredEngine[],
): Promise<readonly DiscoveredAddon[]> {
  const named = [state.provider, ...engines.map(({ engine }) => engine.provider)]
  if (!named.includes('docker')) return []
  const { addons } = await loadProvider('docker')
  const records = (await addons?.find(config)) ?? []
  return Promise.all(
    records.map(async (record) => ({ record, running: (await addons?.isRunning(record)) ?? false })),
  )
}
