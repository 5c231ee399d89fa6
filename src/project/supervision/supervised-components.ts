import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import { areFileLocksSupported } from '../../providers/file-lock.js'
import { isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { getCommandLockPath } from '../own-services/command-lock.js'
import { getServicesLockPath } from '../state/services-lock.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { isInBackground } from '../state/stack-state.js'
import type { SupervisedName } from './restart-records.js'

/** A process that should run until `down` stops it. */
export interface SupervisedComponent {
  readonly name: SupervisedName
  readonly process: ProcessIdentity
  /** Locked by the process while it runs. */
  readonly lockFile: string
}

/**
 * The processes of a stack that are restarted when they end: the embedded engines and add-ons, and the background services unless
 * their start has failed. Containers are restarted by the Docker daemon, and services in a terminal or in a program of the user belong
 * to them.
 */
export function listSupervised({ config, state }: RecordedProject): readonly SupervisedComponent[] {
  const engines = state.engines.flatMap(({ store, provider, process: identity }) =>
    provider === 'embedded' && identity !== undefined
      ? [{ name: store, process: identity, lockFile: getEnginePaths(store, config.home).lockFile }]
      : [],
  )
  const addons = (state.addons ?? []).flatMap(({ name, process: identity }) =>
    identity === undefined
      ? []
      : [{ name, process: identity, lockFile: getEnginePaths(name, config.home).lockFile }],
  )
  const { services, commands = [], startError } = state
  return services !== undefined && isInBackground(services) && startError === undefined
    ? [
        ...engines,
        ...addons,
        ...commands.map((command) => ({
          name: command.name,
          process: command.process,
          lockFile: getCommandLockPath(config.home, command.name),
        })),
        { name: 'services', process: services.process, lockFile: getServicesLockPath(config.home) },
      ]
    : [...engines, ...addons]
}

export function listEnded(project: RecordedProject): readonly SupervisedComponent[] {
  return listSupervised(project).filter((component) => !isAlive(component.process))
}

/** What the supervisor waits for. */
export function listTargets(project: RecordedProject): readonly string[] {
  const components = listSupervised(project)
  return areFileLocksSupported(project.config.home)
    ? components.map(({ lockFile }) => lockFile)
    : components.map((component) => `pid:${component.process.pid}`)
}
