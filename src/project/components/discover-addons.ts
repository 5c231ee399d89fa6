import type { DiscoveredEngine } from './discover-engines.js'
import { ADDONS } from '../../addons/registry.js'
import { loadProviderAddons } from './load-addon-runner.js'
import type { AddonRecord } from '../../providers/provider.js'
import type { RecordedProject } from '../state/recorded-project.js'

/** An add-on of the project, and whether it is running. */
export interface DiscoveredAddon {
  readonly record: AddonRecord
  readonly running: boolean
}

/** The add-ons of a project, as found by their provider and as recorded: the state file may be incomplete. */
export async function discoverAddons(
  { config, state }: RecordedProject,
  engines: readonly DiscoveredEngine[],
): Promise<readonly DiscoveredAddon[]> {
  const providers = [state.provider, ...engines.map(({ engine }) => engine.provider)]
  const runner = await loadProviderAddons(providers.includes('docker') ? 'docker' : 'embedded')
  const recorded = state.addons ?? []
  const found = (await runner.find(ADDONS, config)).map((record) => {
    const applied = recorded.find(({ name }) => name === record.name)?.applied
    return applied === undefined ? record : { ...record, applied }
  })
  const isFound = (name: string): boolean => found.some((record) => record.name === name)
  // A process that has ended is not found.
  const ended = recorded.filter(({ name, process: identity }) => identity !== undefined && !isFound(name))
  return Promise.all(
    [...found, ...ended].map(async (record) => ({ record, running: await runner.isRunning(record) })),
  )
}
