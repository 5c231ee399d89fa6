import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import type { openStore } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'
import { stopEngine } from '../stop/stop-engine.js'
import { openWhenReady } from '../connect/open-when-ready.js'
import { loadProvider } from '../../providers/load-provider.js'
import type { EngineRecord, Provider, PullPolicy } from '../../providers/provider.js'
import type { StackEngine } from '../state/stack-state.js'
import type { StackReporter } from '../stack/stack-reporter.js'
import { toProgressHandler } from './to-progress-handler.js'

/** How long an engine that already runs may take to answer before it counts as half-dead. */
const RESPONSIVE_TIMEOUT_MS = 5000
const STOP_GRACE_MS = 5000

export interface StartEngineRequest {
  readonly config: ResolvedConfig
  readonly provider: Provider['name']
  /** What the state remembers of it. */
  readonly recorded: StackEngine | undefined
  readonly port: number
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly deadline: number
  readonly reporter: StackReporter
  /** Called when an engine that was slow to launch is on its way. */
  readonly onLaunched: () => void
  /** Called as soon as a process or container exists, before it answers. */
  readonly onStarted: (engine: StackEngine) => void
}

export interface ReadyEngine<Name extends StoreName> {
  readonly store: Stores[Name]
  readonly engine: StackEngine
}

/** One engine, answering: the one that runs, if it is well, else a new one on the same data. */
export async function startEngine<Name extends StoreName>(
  name: Name,
  request: StartEngineRequest,
): Promise<ReadyEngine<Name>> {
  const provider = await loadProvider(request.provider)
  const { recorded, signal, deadline, reporter } = request
  // `always` asks the provider, which keeps a container whose image is still the newest.
  const keep = recorded !== undefined && !(request.provider === 'docker' && request.pull === 'always')
  if (keep && (await provider.isRunning(recorded))) {
    try {
      return await openReadyEngine(name, recorded, provider, signal, getReadyDeadline(recorded, deadline))
    } catch (error) {
      if (signal.aborted || request.provider === 'external') throw error
      reporter.warn(`${name} runs and does not answer; starting it again.`)
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
    const answer = await openReadyEngine(name, engine, provider, signal, deadline)
    task.succeed(`${engine.engine}, port ${engine.port}`)
    return answer
  } catch (error) {
    task.fail()
    throw error
  }
}

/** One that never answered may still be making its data, and ending it then would leave half of it. */
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
  // The drivers are loaded while the engine starts.
  const stores = await import('../../stores/open-stores.js')
  // The record's store is `name`: the state is kept by store.
  const endpoint = engine.endpoint as Parameters<typeof openStore<Name>>[1]
  const { store, version } = await openWhenReady(() => stores.openStore(name, endpoint), engine, {
    provider,
    signal,
    deadline,
  })
  const { unfinished: _, ...finished } = engine
  return { store, engine: { ...finished, version } }
}
