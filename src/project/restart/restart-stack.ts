import type { ResolvedConfig } from '../../config/resolved-config.js'
import { COMPONENT_NAMES, type ComponentName } from '../../core/component-name.js'
import { HomeError } from '../../core/home-error.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { stopProcess } from '../../providers/stop-process.js'
import { discoverAddons } from '../components/discover-addons.js'
import { discoverEngines } from '../components/discover-engines.js'
import { lockProject } from '../lock/lock-project.js'
import type { StackState } from '../state/stack-state.js'
import { readState } from '../state/state-file.js'
import { forgetDeliberateStop, recordDeliberateStop } from '../supervision/deliberate-stops.js'
import type { SupervisedName } from '../supervision/restart-records.js'
import { stopSupervisor } from '../supervision/supervisor-process.js'
import { listOwnServices } from '../../config/service-kind.js'
import { restartCommand } from '../up/start-commands.js'
import { restartAddon } from '../up/start-addons.js'
import { restartEngine } from '../up/start-engines.js'
import { restartServices } from '../up/start-services.js'
import { superviseStack } from '../up/supervise-stack.js'
import type { UpRun } from '../up/up-run.js'
import { reportInterruptedRestart } from './report-interrupted-restart.js'
import { createRestartRun, getServicePorts, type RestartOptions } from './restart-run.js'
import { type RestartName, selectComponents, type SelectedComponents } from './select-components.js'

export interface RestartStackOptions extends RestartOptions {
  /** For the stack lock and for the restart. */
  readonly timeoutMs: number
}

export interface RestartItem {
  readonly name: string
  readonly ok: boolean
  readonly elapsedMs: number
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly detail?: string
    readonly suggestion?: string
  }
}

/** The result for each component that was restarted. */
export interface RestartReport {
  readonly ok: boolean
  readonly project: string
  readonly items: readonly RestartItem[]
  readonly elapsedMs: number
}

const STOP_GRACE_MS = 10_000

/**
 * Restarts components of a running stack, or starts those that have ended, and resolves once they are ready; without names, all
 * that homemanager runs. They keep their ports and data. A failure does not throw; it is in the report. Throws
 * `STACK_NOT_RUNNING` and `NOT_RESTARTABLE`.
 */
export async function restartStack(
  config: ResolvedConfig,
  names: readonly RestartName[],
  options: RestartStackOptions,
): Promise<RestartReport> {
  const since = performance.now()
  selectComponents({ config, state: readState(config).state }, names)
  // A restart in progress would hold the lock.
  let isSuspended = await stopSupervisor(config.home)
  const resume = async (): Promise<void> => {
    if (isSuspended) await superviseStack({ config, state: readState(config).state })
    isSuspended = false
  }
  try {
    using _lock = await lockProject(config, options)
    isSuspended = (await stopSupervisor(config.home)) || isSuspended
    const state = await discoverState(config)
    const run = createRestartRun(config, state, options, options.timeoutMs)
    const selected = selectComponents({ config, state }, names)
    const stops = listNames(selected)
    try {
      recordDeliberateStop(config.home, stops)
      const items = await restartSelected(run, selected)
      const elapsedMs = Math.round(performance.now() - since)
      return { ok: items.every(({ ok }) => ok), project: config.project, items, elapsedMs }
    } catch (error) {
      if (run.signal.aborted) {
        const project = { config, state: readState(config).state }
        const { reporter } = options
        await reportInterruptedRestart(project, { names: stops, isSupervised: isSuspended, reporter })
      }
      throw error
    } finally {
      await resume()
    }
  } finally {
    // Without the lock, nothing was changed.
    await resume()
  }
}

/** The state with the components as their provider has them now, running or not: Compose may have replaced a container. */
async function discoverState(config: ResolvedConfig): Promise<StackState> {
  const { state } = readState(config)
  const engines = await discoverEngines({ config, state })
  const addons = await discoverAddons({ config, state }, engines)
  return {
    ...state,
    engines: engines.map(({ engine }) => engine),
    addons: addons.map(({ record }) => record),
  }
}

/** As the supervisor names them. */
function listNames({ engines, addons, services, commands }: SelectedComponents): readonly SupervisedName[] {
  const stores = engines.map(({ store }) => store)
  return [
    ...stores,
    ...addons.map(({ name }) => name),
    ...(services === undefined ? [] : ['services']),
    ...commands,
  ]
}

async function restartSelected(
  run: UpRun,
  { engines, addons, services, commands }: SelectedComponents,
): Promise<readonly RestartItem[]> {
  // Without their stores, they could only respond with errors.
  if (services !== undefined && engines.length > 0)
    await stopProcess(services.process, 'SIGTERM', STOP_GRACE_MS)
  const startingEngines = engines.map(async (engine) =>
    measure(run, engine.store, () => restartEngine(run, engine)),
  )
  const enginesReady = Promise.all(startingEngines)
  // Without add-ons, nothing waits for it.
  enginesReady.catch(() => {})
  const startingAddons = addons.map(async (addon) =>
    measure(run, addon.name, () => restartAddon(run, addon, enginesReady)),
  )
  const items = await settleAll([...startingEngines, ...startingAddons])
  const restartCommands = async (): Promise<readonly RestartItem[]> =>
    settleAll(commands.map(async (name) => measure(run, name, () => restartCommand(run, name))))
  if (services === undefined) return [...items, ...(await restartCommands())]
  const ports = getServicePorts(run.before.state)
  const { name: _, ...result } = await measure(run, 'services', () => restartServices(run, ports))
  const restarted = COMPONENT_NAMES.filter((name) => !isStore(name) && !isOwnService(run.config, name))
  return [...items, ...restarted.map((name) => ({ name, ...result })), ...(await restartCommands())]
}

function isStore(name: ComponentName): boolean {
  return STORE_NAMES.some((store) => store === name)
}

function isOwnService(config: ResolvedConfig, name: ComponentName): boolean {
  return listOwnServices(config).some((service) => service === name)
}

async function measure(run: UpRun, name: string, work: () => Promise<void>): Promise<RestartItem> {
  const since = performance.now()
  const toItem = (error?: RestartItem['error']): RestartItem => ({
    name,
    ok: error === undefined,
    elapsedMs: Math.round(performance.now() - since),
    ...(error === undefined ? {} : { error }),
  })
  try {
    await work()
    return toItem()
  } catch (error) {
    if (!(error instanceof HomeError) || run.signal.aborted) throw error
    forgetDeliberateStop(run.config.home, name)
    const { code, message, detail, suggestion } = error
    return toItem({
      code,
      message,
      ...(detail === undefined ? {} : { detail }),
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  }
}
