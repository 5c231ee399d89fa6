import { debug } from '../../core/debug.js'
import type { Endpoints } from '../../core/store-types.js'
import { mapStores, mapStoresAsync, type PerStore, type StoreName } from '../../core/store-name.js'
import type { EngineRecord, Provider } from '../../providers/provider.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { StoreLimits } from '../../stores/contracts/store-limits.js'
import type { Stores } from '../../stores/stores.js'
import { loadProvider } from '../components/load-provider.js'
import type { PortPlan } from './choose-ports.js'
import type { StackEngine } from '../state/stack-state.js'
import { stopEngine } from '../components/stop-engine.js'
import { isPortConflict, startOnFreePort } from './allocate-ports.js'
import type { ProviderChoice } from './choose-provider.js'
import { silentReporter } from '../state/stack-reporter.js'
import { loadMigrator } from './apply-pending-migrations.js'
import { openWhenReady, type OpenWhenReadyOptions } from './open-when-ready.js'
import { findReusableEngine } from './running-stack.js'
import type { UpRun } from './up-run.js'

/** How long a running engine may take to respond before it is restarted. */
const RESPONSIVE_TIMEOUT_MS = 5000
const STOP_GRACE_MS = 5000

/** Stores that are open once their engine is ready. */
export type StartingStores = { readonly [Name in StoreName]: Promise<Stores[Name]> }

interface EngineStart<Name extends StoreName> {
  readonly name: Name
  readonly provider: Provider
  /** The running engine, if it can be used as it is. */
  readonly reusable: StackEngine | undefined
  /** Call it once other engines can wait for this one: see `Launches`. */
  readonly launched: () => void
  /** Whether nothing is reported. */
  readonly quiet?: boolean
  /** Loads what is required once the engine is ready, while it starts. */
  readonly preload?: () => Promise<unknown>
}

interface ReadyOptions {
  readonly deadline: number
  /** Whether to create the logins of the engine first. */
  readonly grant: boolean
}

interface ReadyEngine<Name extends StoreName> {
  readonly store: Stores[Name]
  readonly engine: StackEngine
}

/** Starts all engines that are not running, concurrently, and opens their stores. */
export function startEngines(run: UpRun, provider: ProviderChoice, ports: PortPlan): StartingStores {
  const stores: PerStore<Promise<unknown>> = mapStores(async (name) =>
    startEngine(run, name, provider, ports[name]),
  )
  return stores as StartingStores
}

/** Resolves when all stores are open; rejects as soon as one cannot be opened. */
export async function whenReady(stores: StartingStores): Promise<Stores> {
  const opened: PerStore<unknown> = await mapStoresAsync(async (name): Promise<unknown> => stores[name])
  return opened as Stores
}

async function startEngine<Name extends StoreName>(
  run: UpRun,
  name: Name,
  choice: ProviderChoice,
  port: number | undefined,
): Promise<Stores[Name]> {
  const launched = run.launches.begin()
  try {
    const reusable = findReusableEngine(run, name)
    await stopReplacedEngine(run, name, choice, reusable)
    const provider = await loadProvider(choice.forStore(name))
    return await startOnFreePort(run, name, port ?? reusable?.port, async (chosen) => {
      const start = { name, provider, reusable, launched, preload: loadMigrator }
      const ready =
        (await tryReuseEngine(run, start)) ??
        (await startNewEngine(run, start, chosen, async (engine, options) =>
          openReadyEngine(run, start, engine, options),
        ))
      run.addStore(ready.store)
      debug(() => `${name}: ${provider.name}, port ${chosen}`)
      run.saveEngine(ready.engine)
      return ready.store
    })
  } finally {
    launched()
  }
}

export interface RestartOptions {
  /** Without messages. Default: false. */
  readonly quiet?: boolean
  /** Whether it may get another port if another process has taken its own: nothing knows it yet. Default: false. */
  readonly mayMove?: boolean
}

/** Stops an engine, if it is running, and starts it again on its port. Its data is kept. */
export async function restartEngine(
  run: UpRun,
  engine: StackEngine,
  { quiet = false, mayMove = false }: RestartOptions = {},
): Promise<void> {
  const launched = run.launches.begin()
  try {
    await stopEngine(run.config, engine, STOP_GRACE_MS)
    const provider = await loadProvider(engine.provider)
    const start = { name: engine.store, provider, reusable: engine, launched, quiet }
    const startOn = async (port: number): Promise<void> => {
      const started = await startNewEngine(run, start, port, async (restarted, options) =>
        awaitRestart(run, start, restarted, options),
      )
      run.saveEngine(started)
    }
    await (mayMove ? startOnFreePort(run, engine.store, engine.port, startOn) : startOn(engine.port))
  } finally {
    launched()
  }
}

/** Stops an engine whose image or pinned port has changed, or whose first start was interrupted. */
async function stopReplacedEngine(
  run: UpRun,
  store: StoreName,
  choice: ProviderChoice,
  reusable: StackEngine | undefined,
): Promise<void> {
  const previous = run.state.engines.find((engine) => engine.store === store)
  // The Docker provider itself stops a container that it replaces, once it has pulled the new image.
  const replaced = previous?.provider === 'docker' && choice.forStore(store) === 'docker'
  if (previous !== undefined && reusable === undefined && !replaced)
    await stopEngine(run.config, previous, STOP_GRACE_MS)
  // The engine was killed before it was ready, with SIGKILL or by a power failure.
  const interrupted = run.before.state.engines.find((engine) => engine.store === store)
  if (previous === undefined && interrupted?.unfinished)
    await stopEngine(run.config, interrupted, STOP_GRACE_MS)
}

/** Resolves to undefined if the engine must be started. */
async function tryReuseEngine<Name extends StoreName>(
  run: UpRun,
  start: EngineStart<Name>,
): Promise<ReadyEngine<Name> | undefined> {
  const { provider, reusable } = start
  const { pull, reporter, keepRunning } = run.options
  // With `always`, the provider decides: it keeps a container whose image is current.
  const replaceable = provider.name === 'docker' && pull === 'always' && keepRunning !== true
  if (reusable === undefined || replaceable) return undefined
  if (!(await provider.isRunning(reusable))) return undefined
  start.launched()
  try {
    // Without a version, no command has seen it ready: Compose started it, or the command was killed.
    const options = {
      deadline: getReadyDeadline(reusable, run.deadline),
      grant: reusable.version === undefined,
    }
    return await openReadyEngine(run, start, reusable, options)
  } catch (error) {
    if (run.signal.aborted || provider.name === 'external' || keepRunning === true) throw error
    reporter.warn(`${reusable.store} is running but not responding; restarting it.`)
    await stopEngine(run.config, reusable, STOP_GRACE_MS)
    return undefined
  }
}

/** `whenReady` resolves once the engine is ready. */
async function startNewEngine<Result>(
  run: UpRun,
  { name, provider, reusable, launched, preload, quiet = false }: EngineStart<StoreName>,
  port: number,
  whenReady: (engine: StackEngine, options: ReadyOptions) => Promise<Result>,
): Promise<Result> {
  const task = (quiet ? silentReporter : run.options.reporter).task(name)
  const onLaunched = (): void => {
    launched()
    if (preload !== undefined) void run.launches.settle().then(preload)
  }
  try {
    const record: EngineRecord = await provider.start({
      ...run.toStartRequest(port, task),
      store: name,
      onLaunched,
    })
    const engine: StackEngine = { ...record, provider: provider.name }
    // With `--pull always`, the provider may have kept the container because its image is current.
    const kept = engine.containerId !== undefined && engine.containerId === reusable?.containerId
    if (kept) run.saveEngine(engine)
    else run.addEngine(engine)
    onLaunched()
    await run.launches.settle()
    const ready = await whenReady(engine, { deadline: run.deadline, grant: true })
    task.succeed(`${engine.engine}, port ${engine.port}`)
    return ready
  } catch (error) {
    const note = (await isPortConflict(error, port))
      ? `another process was faster to use port ${port}`
      : undefined
    run.failTask(task, error, note)
    throw error
  }
}

/** An engine that was never ready may still be initializing its data; stopping it would leave the data incomplete. */
function getReadyDeadline({ version }: StackEngine, deadline: number): number {
  const now = performance.now()
  return version === undefined ? now + (deadline - now) / 2 : Math.min(deadline, now + RESPONSIVE_TIMEOUT_MS)
}

async function openReadyEngine<Name extends StoreName>(
  run: UpRun,
  { name, provider }: EngineStart<Name>,
  engine: StackEngine,
  options: ReadyOptions,
): Promise<ReadyEngine<Name>> {
  // The client library loads while the engine starts.
  const client = await getStoreDriver(name).loadClient()
  // The record is of the store `name`, so the endpoint is too.
  const endpoint = engine.endpoint as Endpoints[Name]
  const open = (limits?: StoreLimits): Stores[Name] => client.open(endpoint, limits)
  const { store, version } = await openWhenReady(open, engine, toWaitOptions(run, provider, engine, options))
  if (name === 'postgres') await revokeSessions(run, store as Stores['postgres'])
  const { unfinished: _, ...finished } = engine
  return { store, engine: { ...finished, version } }
}

function toWaitOptions(
  { signal, config }: UpRun,
  provider: Provider,
  engine: StackEngine,
  { deadline, grant }: ReadyOptions,
): OpenWhenReadyOptions {
  return {
    provider,
    signal,
    deadline,
    async beforeOpen() {
      if (grant) await provider.grantAccess?.(engine, config)
    },
  }
}

/** Resolves once an engine that was started again is ready. Its client library is only loaded if something is to be asked or written. */
async function awaitRestart(
  run: UpRun,
  start: EngineStart<StoreName>,
  engine: StackEngine,
  options: ReadyOptions,
): Promise<StackEngine> {
  const { name, provider, reusable } = start
  const version = engine.engine === reusable?.engine ? reusable.version : undefined
  const isChecked = name === 'postgres' && run.state.validSessions !== undefined
  // A container may have another version of the same image.
  if (version === undefined || isChecked || provider.name !== 'embedded') {
    const { store, engine: ready } = await openReadyEngine(run, start, engine, options)
    await store[Symbol.asyncDispose]()
    return ready
  }
  const known = { ping: async () => Promise.resolve({ version }), async [Symbol.asyncDispose]() {} }
  await openWhenReady(() => known, engine, toWaitOptions(run, provider, engine, options))
  const { unfinished: _, ...finished } = engine
  return { ...finished, version }
}

/** Sessions of restored data that must not be valid are revoked before anything can use them. */
async function revokeSessions(run: UpRun, { pool }: Stores['postgres']): Promise<void> {
  const { validSessions } = run.state
  if (validSessions === undefined) return
  const { revokeRestoredSessions } =
    await import('../../services/identity/repository/revoke-restored-sessions.js')
  await revokeRestoredSessions(pool, validSessions)
  run.finishRestore()
}
