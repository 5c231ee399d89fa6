import { discoverAddons } from '../components/discover-addons.js'
import { discoverEngines, ignoreDockerUnavailable } from '../components/discover-engines.js'
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
  const found = await discoverComponents(project)
  const known = new Set([
    ...listSupervised(project).map(({ name }) => name),
    ...found.map(({ name }) => name),
  ])
  // A container may have been removed, or services that were stopped are no longer in the state.
  const missing = names.filter((name) => !known.has(name))
  const notRunning = found.flatMap(({ name, running }) => (running ? [] : [name]))
  const started = isSupervised ? ended : []
  const stopped = [...new Set([...ended, ...notRunning, ...missing])].filter(
    (name) => !started.includes(name),
  )
  if (started.length > 0)
    reporter.warn(`These components are started again in the background: ${started.join(', ')}.`)
  if (stopped.length > 0)
    reporter.warn(`These components are stopped: ${stopped.join(', ')}. Run homemanager up to start them.`)
  const notUp = started.length + stopped.length
  if (notUp < known.size + missing.length)
    reporter.warn(`${notUp === 0 ? 'All' : 'The other'} components of the stack are running.`)
}

interface FoundComponent {
  readonly name: SupervisedName
  readonly running: boolean
}

/** The engines and add-ons, also those in containers, which the supervisor does not start. */
async function discoverComponents(project: RecordedProject): Promise<readonly FoundComponent[]> {
  const engines = await discoverEngines(project)
  const addons = await discoverAddons(project, engines).catch(ignoreDockerUnavailable)
  return [
    ...engines.map(({ engine, running }) => ({ name: engine.store, running })),
    ...addons.map(({ record, running }) => ({ name: record.name, running })),
  ]
}
