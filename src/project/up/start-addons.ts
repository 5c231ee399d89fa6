import { setTimeout as sleep } from 'node:timers/promises'
import type { Addon } from '../../addons/addon.js'
import { getAddon } from '../../addons/registry.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { AddonName } from '../../core/addon-name.js'
import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import type { AddonRecord, AddonRunner, Provider } from '../../providers/provider.js'
import { loadAddonRunner, loadProviderAddons } from '../components/load-addon-runner.js'
import { resolveEndpoints } from '../environment/resolve-endpoints.js'
import { listRequestedAddons } from '../components/requested-addons.js'
import { getLogTail } from '../components/get-log-tail.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { PortPlan } from './choose-ports.js'
import type { ProviderChoice } from './choose-provider.js'
import { isAddonReady } from '../components/is-addon-ready.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { startOnFreePort } from './allocate-ports.js'
import type { UpRun } from './up-run.js'

const READINESS_TIMEOUT_MS = 1000
const POLL_INTERVAL_MS = 25
const STOP_GRACE_MS = 5000

type AddonRun = Pick<UpRun, 'before' | 'state' | 'changes'>

/** The running add-ons that are no longer requested, or that a configured URL replaces. */
export function listRemovedAddons({ state, changes }: AddonRun): readonly AddonRecord[] {
  const removed = changes.filter(({ setting, to }) => setting === 'url' || to === 'stopped')
  return (state.addons ?? []).filter(({ name }) => removed.some(({ component }) => component === name))
}

/** Stops add-ons, and removes them from the state. */
export async function stopAddons(run: UpRun, records: readonly AddonRecord[]): Promise<void> {
  if (records.length === 0) return
  await Promise.all(
    records.map(async (record) => (await loadAddonRunner(record)).stop(record, STOP_GRACE_MS)),
  )
  run.save({ addons: (run.state.addons ?? []).filter((addon) => !records.includes(addon)) })
}

/**
 * The add-ons to start: requested now or running after an earlier `up`, and not running as configured. Throws
 * `ADDON_UNAVAILABLE` if one that is requested now cannot run here.
 */
export async function listMissingAddons(
  { before, state, changes }: AddonRun,
  provider: ProviderChoice,
): Promise<readonly AddonName[]> {
  const running = new Set((state.addons ?? []).map(({ name }) => name))
  const isChanged = (name: AddonName): boolean => changes.some(({ component }) => component === name)
  const isRemoved = (name: AddonName): boolean =>
    changes.some(({ component, to }) => component === name && to === 'stopped')
  const missing = listRequestedAddons(before).filter(
    (name) => !isRemoved(name) && (!running.has(name) || isChanged(name)),
  )
  if (provider.name === 'docker') return missing
  const checked = await Promise.all(
    missing.map(async (name) => ({ name, problem: await findProblem(getAddon(name), provider) })),
  )
  const requested = checked.find(
    ({ name, problem }) => problem !== undefined && before.config.addons.includes(name),
  )
  if (requested?.problem !== undefined) throw requested.problem
  return checked.filter(({ problem }) => problem === undefined).map(({ name }) => name)
}

/** `ADDON_UNAVAILABLE` if the add-on cannot be run without Docker. */
async function findProblem(addon: Addon, provider: ProviderChoice): Promise<HomeError | undefined> {
  try {
    await assertCanRunAsProcess(addon, provider)
    return undefined
  } catch (error) {
    if (error instanceof HomeError) return error
    throw error
  }
}

/** Throws `ADDON_UNAVAILABLE` if the add-on cannot be run without Docker. */
async function assertCanRunAsProcess(addon: Addon, provider: ProviderChoice): Promise<void> {
  const recipe = await addon.loadEmbeddedRecipe()
  await recipe.findProgram()
  const { store } = recipe
  if (store === undefined || provider.forStore(store) === 'embedded') return
  const { title } = getStoreDriver(store)
  throw new HomeError(PROVIDER_ERRORS.ADDON_UNAVAILABLE, {
    message: `The add-on ${addon.name} requires a ${title} that homemanager runs, but the provider is ${provider.name}.`,
    suggestion: `Set ${addon.variable} to the URL of a running one, or run homemanager up without --with ${addon.name}.`,
  })
}

/** Starts add-ons; each promise resolves when its add-on is ready. An add-on may depend on the engines. */
export function startAddons(
  run: UpRun,
  names: readonly AddonName[],
  provider: Provider['name'],
  ports: PortPlan,
  enginesReady: Promise<unknown>,
): readonly Promise<void>[] {
  return names.map(async (name) => {
    const runner = await loadProviderAddons(provider)
    await startOnFreePort(run, name, ports[name], (port) => startAddon(run, name, port, runner, enginesReady))
  })
}

/** Stops an add-on, if it is running, and starts it again on its port, once the engines are ready. */
export async function restartAddon(
  run: UpRun,
  record: AddonRecord,
  enginesReady: Promise<unknown>,
): Promise<void> {
  const runner = await loadAddonRunner(record)
  await runner.stop(record, STOP_GRACE_MS)
  await startAddon(run, record.name, record.port, runner, enginesReady)
}

async function startAddon(
  run: UpRun,
  name: AddonName,
  port: number,
  runner: AddonRunner,
  enginesReady: Promise<unknown>,
): Promise<void> {
  const task = run.options.reporter.task(name)
  try {
    const request = run.toStartRequest(port, task)
    const { config, applied } = withSetting(getAddon(name), run)
    const started = await runner.start(getAddon(name), {
      ...request,
      config,
      async getEndpoints() {
        await enginesReady
        return resolveEndpoints({ config: run.config, state: { ...run.state, addons: [] } })
      },
    })
    const record = { ...started, ...(applied === undefined ? {} : { applied }) }
    run.addAddon(record)
    await enginesReady
    while (!(await isReady(record, runner))) {
      run.signal.throwIfAborted()
      if (!(await runner.isRunning(record))) throw await toExitedError(record, runner)
      if (performance.now() > run.deadline) throw await toReadyTimeoutError(record, runner)
      await sleep(POLL_INTERVAL_MS, undefined, { signal: run.signal })
    }
    task.succeed(`${record.engine}, port ${record.port}`)
  } catch (error) {
    run.failTask(task, error)
    throw error
  }
}

/** The configuration with the setting of an add-on: as configured, else as it was started last. */
function withSetting(
  { name, setting }: Addon,
  { config, before }: UpRun,
): { readonly config: ResolvedConfig; readonly applied?: string } {
  if (setting === undefined) return { config }
  const last = before.state.addons?.find((record) => record.name === name)?.applied
  const applied = setting.read(config) ?? last ?? setting.defaultValue
  return { config: setting.write(config, applied), applied }
}

async function isReady(record: AddonRecord, runner: AddonRunner): Promise<boolean> {
  if ((await runner.hasStarted?.(getAddon(record.name), record)) === false) return false
  if (!(await isAddonReady(record, READINESS_TIMEOUT_MS))) return false
  const check = await getAddon(record.name).loadStartCheck?.()
  return check === undefined || check(record.url, READINESS_TIMEOUT_MS)
}

async function toExitedError(record: AddonRecord, runner: AddonRunner): Promise<HomeError> {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `${record.name} (${record.engine}) exited while starting.`,
    detail: await getLogTail(record, runner),
    suggestion: `Run homemanager up without --with ${record.name}, or run homemanager doctor.`,
  })
}

async function toReadyTimeoutError(record: AddonRecord, runner: AddonRunner): Promise<HomeError> {
  const { name } = record
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `${name} (${record.engine}) did not become ready in time.`,
    detail: await getLogTail(record, runner),
    suggestion: `Run homemanager logs ${name}, or allow more time with --timeout.`,
  })
}
