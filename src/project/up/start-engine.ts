import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import type { Endpoints } from '../../core/endpoints.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'
import { stopEngine } from '../stop/stop-engine.js'
import { openWhenReady } from '../connect/open-when-ready.js'
import { loadProvider } from '../components/load-provider.js'
import type { EngineRecord, Provider, PullPolicy } from '../../providers/provider.js'
import type { StackEngine } from '../state/stack-state.js'
import type { StackReporter } from '../stack/stack-reporter.js'
import { toProgressHandler } from './to-progress-handler.js'

/** How long a running engine may take to respond before it is restarted. */
const RESPONSIVE_TIMEOUT_MS = 5000
const STOP_GRACE_MS = 5000

export interface StartEngineRequest {
  readonly config: ResolvedConfig
  readonly provider: Provider['name']
  /** The engine in the state, if it can be reused. */
  readonly recorded: StackEngine | undefined
  readonly port: number
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly deadline: number
  readonly reporter: StackReporter
  /** Called when the engine has been launched, before it is ready. */
  readonly onLaunched: () => void
  /** Called as soon as the process or container exists, before it is ready. */
  readonly onStarted: (engine: StackEngine) => void
}

export interface ReadyEngine<Name extends StoreName> {
  readonly store: Stores[Name]
  readonly engine: StackEngine
}

/** Resolves to a ready engine: the running one if it responds, else a new one on the same data. */
export async function startEngine<Name extends StoreName>(
  name: Name,
  request: StartEngineRequest,
): Promise<ReadyEngine<Name>> {
  const provider = await loadProvider(request.provider)
  const { recorded, signal, deadline, reporter } = request
  // With `always`, the provider decides: it keeps a container whose image is current.
  const reuse = recorded !== undefined && !(request.provider === 'docker' && request.pull === 'always')
  if (reuse && (await provider.isRunning(recorded))) {
    try {
      return await openReadyEngine(name, recorded, provider, signal, getReadyDeadline(recorded, deadline))
    } catch (error) {
      if (signal.aborted || request.provider === 'external') throw error
      reporter.warn(`${name} is running but not responding; restarting it.`)
      await stopEngine(request.config, recorded, STOP_GRACE_MS)
    }
  }
  const task = reporter.task(name)
  try {
    const record: EngineRecord = await provider.start({
      store: name,
      config: request.config,
      port: request.port,
      pull: request.pull,
      signal,
      onLaunched: request.onLaunched,
      onProgress: toProgressHandler(task),
    })
    const engine: StackEngine = { ...record, provider: request.provider }
    request.onStarted(engine)
    const ready = await openReadyEngine(name, engine, provider, signal, deadline)
    task.succeed(`${engine.engine}, port ${engine.port}`)
    return ready
  } catch (error) {
    task.fail()
    throw error
  }
}

/** An engine that was never ready may still be initializing its data; stopping it would leave the data incomplete. */
function getReadyDeadline({ version }: StackEngine, deadline: number): number {
  const now = performance.now()
  return version === undefined ? now + (deadline - now) / 2 : Math.min(deadline, now + RESPONSIVE_TIMEOUT_MS)
}

async function openReadyEngine<Name extends StoreName>(
  name: Name,
  engine: StackEngine,
  provider: Provider,
  signal: AbortSignal,
  deadline: number,
): Promise<ReadyEngine<Name>> {
  // The client library loads while the engine starts.
  const client = await getStoreDriver(name).loadClient()
  // The record is of the store `name`, so the endpoint is too.
  const endpoint = engine.endpoint as Endpoints[Name]
  const { store, version } = await openWhenReady(() => client.open(endpoint), engine, {
    provider,
    signal,
    deadline,
  })
  const { unfinished: _, ...finished } = engine
  return { store, engine: { ...finished, version } }
}
