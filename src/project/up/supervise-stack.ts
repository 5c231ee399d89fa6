import { loadProvider } from '../components/load-provider.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { startSupervisor } from '../supervision/supervisor-process.js'

/**
 * From now on, components that end are restarted: processes by the supervisor, containers by the Docker daemon. Not earlier,
 * so that a component that ends while starting is reported at once.
 */
export async function superviseStack(project: RecordedProject): Promise<void> {
  startSupervisor(project)
  const { engines, addons = [] } = project.state
  await Promise.all(
    engines.map(async (engine) => (await loadProvider(engine.provider)).restartOnFailure?.(engine)),
  )
  if (addons.length === 0) return
  const { addons: runner } = await loadProvider('docker')
  await Promise.all(addons.map(async (record) => runner?.restartOnFailure(record)))
}
