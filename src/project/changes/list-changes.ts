import type { AddonRecord } from '../../providers/provider.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { ServicesRecord, StackEngine } from '../state/stack-state.js'
import { listAddonChanges } from './addon-changes.js'
import type { Change } from '../../core/change.js'
import { findEngineChange } from './engine-changes.js'
import { listServiceChanges } from './service-changes.js'

/** What is running of a stack. */
export interface RunningComponents {
  readonly engines: readonly StackEngine[]
  readonly addons: readonly AddonRecord[]
  readonly services: ServicesRecord | undefined
}

/**
 * What `up` would change in the running components, so that they are as configured. Components that are not running are not
 * compared: they start as configured. Empty if nothing is running.
 */
export async function listChanges(
  project: RecordedProject,
  { engines, addons, services }: RunningComponents,
): Promise<readonly Change[]> {
  if (engines.length === 0 && services === undefined) return []
  const engineChanges = await Promise.all(engines.map(async (engine) => findEngineChange(project, engine)))
  return [
    ...engineChanges.filter((change) => change !== undefined),
    ...(await listAddonChanges(project, addons)),
    ...(services === undefined ? [] : listServiceChanges(project, services)),
  ]
}
