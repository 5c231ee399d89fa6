import { type DiscoveredEngine, discoverEngines } from '../components/discover-engines.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackReporter } from '../state/stack-reporter.js'
import { forgetDeliberateStop } from '../supervision/deliberate-stops.js'
import type { SupervisedName } from '../supervision/restart-records.js'
import { listEnded, listSupervised } from '../supervision/supervised-components.js'

interface InterruptedRestart {
  /** The components that were to be restarted. */
  readonly names: readonly SupervisedName[]
  /** Whether the supervisor starts what has ended. */
  readonly isSupervised: boolean
  readonly reporter: StackReporter
}

/** Says what is running after a restart was interrupted. Call it with the stack lock held, before the supervisor starts. */
export async function reportInterruptedRestart(
  project: RecordedProject,
  { names, isSupervised, reporter }: InterruptedRestart,
): Promise<void> {
  const ended = listEnded(project).map(({ name }) => name)
  // Those that were not stopped yet.
  for (const name of names) if (!ended.includes(name)) forgetDeliberateStop(project.config.home, name)
  const engines = await discoverEngines(project)
  const notRunning = engines.flatMap(({ engine, running }) => (running ? [] : [engine.store]))
  const started = isSupervised ? ended : []
  const stopped = [...new Set([...ended, ...notRunning])].filter((name) => !started.includes(name))
  if (started.length > 0)
    reporter.warn(`These components are started again in the background: ${started.join(', ')}.`)
  if (stopped.length > 0)
    reporter.warn(`These components are stopped: ${stopped.join(', ')}. Run homemanager up to start them.`)
  const all = new Set([...listSupervised(project).map(({ name }) => name), ...engines.map(getStore)])
  const notUp = started.length + stopped.length
  if (notUp < all.size)
    reporter.warn(`${notUp === 0 ? 'All' : 'The other'} components of the stack are running.`)
}

function getStore({ engine }: DiscoveredEngine): SupervisedName {
  return engine.store
}
