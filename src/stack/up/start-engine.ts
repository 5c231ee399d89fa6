import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import type { openStore } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'
import { endEngine } from '../end-engine.js'
import { openWhenReady } from '../open-when-ready.js'
import { loadProvider } from '../providers/load-provider.js'
import type { EngineRecord, Provider, PullPolicy } from '../providers/provider.js'
import type { StackEngine } from '../stack-state.js'
import type { StackStory } from '../stack-story.js'
import { onProgress } from './on-progress.js'

/** How long an engine that already runs may take to answer before it counts as half-dead. */
const HALF_DEAD_MS = 5000
const STOP_GRACE_MS = 5000

export interface StartEngineRequest {
  readonly config: ResolvedConfig
  readonly provider: Provider['name']
  /** What the state remembers of it. */
  readonly known: StackEngine | undefined
  readonly port: number
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly deadline: number
  readonly story: StackStory
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
  const { known, signal, deadline, story } = request
  // `always` asks the provider, which keeps a container whose image is still the newest.
  const keep = known !== undefined && !(request.provider === 'docker' && request.pull === 'always')
  if (keep && (await provider.running(known))) {
    try {
      return await ready(name, known, provider, signal, patience(known, deadline))
    } catch (error) {
      if (signal.aborted || request.provider === 'external') throw error
      story.warn(`${name} runs and does not answer; starting it again.`)
      await endEngine(request.config, known, STOP_GRACE_MS)
    }
  }
  const task = story.task(name)
  try {
    const record: EngineRecord = await provider.start({
      store: name,
      config: request.config,
      port: request.port,
      pull: request.pull,
      signal,
      onLaunched: request.onLaunched,
      onProgress: onProgress(task),
    })
    const engine: StackEngine = { ...record, provider: request.provider }
    request.onStarted(engine)
    const answer = await ready(name, engine, provider, signal, deadline)
    task.succeed(`${engine.engine}, port ${engine.port}`)
    return answer
  } catch (error) {
    task.fail()
    throw error
  }
}

/** One that never answered may still be making its data, and ending it then would leave half of it. */
function patience({ version }: StackEngine, deadline: number): number {
  const now = performance.now()
  return version === undefined ? now + (deadline - now) / 2 : Math.min(deadline, now + HALF_DEAD_MS)
}

async function ready<Name extends StoreName>(
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
