import { loadAddonRunner } from '../components/load-addon-runner.js'
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
  await Promise.all(addons.map(async (record) => (await loadAddonRunner(record)).restartOnFailure?.(record)))
}
