import { ADDON_NAMES, type AddonName } from '../../core/addon-name.js'
import type { ComponentName } from '../../core/component-name.js'
import { HomeError } from '../../core/home-error.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { getServiceKind } from '../../config/service-kind.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { AddonRecord } from '../../providers/provider.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { assertProjectExists } from '../components/assert-project-exists.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { isInBackground, type ServicesRecord, type StackEngine } from '../state/stack-state.js'

/** What `restart` accepts. The gateway and the services share one process, `services`. */
export type RestartName = ComponentName | AddonName | 'services' | (string & {})

/** The components to restart, as the last command recorded them. */
export interface SelectedComponents {
  readonly engines: readonly StackEngine[]
  readonly addons: readonly AddonRecord[]
  readonly services?: ServicesRecord
  /** Custom services whose command the stack runs. */
  readonly commands: readonly string[]
}

/** Without names, all components that homemanager runs. Throws `STACK_NOT_RUNNING` and `NOT_RESTARTABLE`. */
export function selectComponents(
  { config, state }: RecordedProject,
  names: readonly RestartName[],
): SelectedComponents {
  const { engines, addons = [], services } = state
  if (engines.length === 0) {
    assertProjectExists(config)
    throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
      message: `The stack of project ${config.project} is not running.`,
      suggestion: 'Run homemanager up.',
    })
  }
  for (const name of names) assertRestartable(name, { config, state })
  const isSelected = (name: RestartName): boolean => names.length === 0 || names.includes(name)
  const commands = (state.commands ?? []).map(({ name }) => name)
  const bundled = SERVICE_NAMES.filter((name) => !commands.includes(name))
  const areServicesSelected = (['services', 'gateway', ...bundled] as const).some(isSelected)
  return {
    engines: engines.filter(({ store, provider }) => provider !== 'external' && isSelected(store)),
    commands: commands.filter(isSelected),
    addons: addons.filter(({ name }) => isSelected(name)),
    ...(services !== undefined && isInBackground(services) && areServicesSelected ? { services } : {}),
  }
}

function assertRestartable(name: RestartName, { config, state }: RecordedProject): void {
  const store = STORE_NAMES.find((each) => each === name)
  if (store !== undefined) {
    const engine = state.engines.find((each) => each.store === store)
    if (engine === undefined) throw notRunning(name, 'homemanager up')
    if (engine.provider === 'external')
      throw notRestartable(name, 'It is an external server.', 'Restart it where it runs.')
    return
  }
  if (ADDON_NAMES.some((addon) => addon === name)) {
    const isStarted = state.addons?.some((addon) => addon.name === name) === true
    if (!isStarted) throw notRunning(name, `homemanager up --with ${name}`)
    return
  }
  if (getServiceKind(config, name) === 'url')
    throw notRestartable(name, 'It is your own service.', 'Restart it where it runs.')
  if (state.services === undefined) throw notRunning(name, 'homemanager up')
  if (isInBackground(state.services)) return
  const detail = 'The services run in homemanager serve or in a program.'
  throw notRestartable(name, detail, 'Restart that program.')
}

function notRunning(name: RestartName, command: string): HomeError {
  return new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: name === 'services' ? 'The services are not running.' : `${name} is not running.`,
    suggestion: `Run ${command}.`,
  })
}

function notRestartable(name: RestartName, detail: string, suggestion: string): HomeError {
  return new HomeError(STACK_ERRORS.NOT_RESTARTABLE, {
    message: `${name === 'services' ? 'The services' : name} cannot be restarted by homemanager.`,
    detail,
    suggestion,
  })
}
