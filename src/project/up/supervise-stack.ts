import { loadAddonRunner } from '../components/load-addon-runner.js'
import { loadProvider } from '../components/load-provider.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { readState } from '../state/state-file.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { startSupervisor, stopSupervisor } from '../supervision/supervisor-process.js'

/** Starts components while nothing is restarted, and supervises them afterwards if requested, or if they were supervised before. */
export async function superviseAfter<T extends AsyncDisposable>(
  config: ResolvedConfig,
  requested: boolean,
  start: () => Promise<T>,
): Promise<T> {
  const isOrWasSupervised = (await stopSupervisor(config.home)) || requested
  const supervise = async (): Promise<void> => {
    if (isOrWasSupervised) await superviseStack({ config, state: readState(config).state })
  }
  try {
    const report = await start()
    await supervise()
    return {
      ...report,
      async [Symbol.asyncDispose]() {
        const isSupervisedNow = await stopSupervisor(config.home)
        await report[Symbol.asyncDispose]()
        // Components that ran before still do.
        if (isSupervisedNow) await superviseStack({ config, state: readState(config).state })
      },
    }
  } catch (error) {
    // What was running before still does.
    await supervise().catch(() => {})
    throw error
  }
}

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
