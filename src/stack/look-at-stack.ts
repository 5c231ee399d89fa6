import type { ResolvedConfig } from '../config/resolved-config.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { STORE_NAMES } from '../core/store-name.js'
import { answersHealthy } from './health/answers-healthy.js'
import { loadProvider } from './providers/load-provider.js'
import { stillRuns } from './providers/process-identity.js'
import type { StackEngine, StackState } from './stack-state.js'
import {
  allParts,
  type PartStatus,
  type PartStatuses,
  type StackStatus,
  stackStatus,
} from './stack-status.js'
import { readState } from './state-file.js'

const ANSWER_MS = 3000

/** Asks every part of the project's stack how it is, each by its own protocol. Changes nothing. */
export async function lookAtStack(config: ResolvedConfig): Promise<StackStatus> {
  const since = performance.now()
  const { state } = readState(config)
  if (state.engines.length === 0 && state.services === undefined) {
    return stackStatus(config, state, allParts('stopped', 'stopped'), since)
  }
  const [stores, services] = await Promise.all([lookAtStores(state), lookAtServices(state)])
  return stackStatus(config, state, { stores, services }, since)
}

async function lookAtStores(state: StackState): Promise<PartStatuses['stores']> {
  const looked = STORE_NAMES.map(async (store): Promise<[string, PartStatus]> => {
    const engine = state.engines.find((candidate) => candidate.store === store)
    return [store, engine === undefined ? 'stopped' : await lookAtEngine(engine)]
  })
  return Object.fromEntries(await Promise.all(looked)) as PartStatuses['stores']
}

async function lookAtEngine(engine: StackEngine): Promise<PartStatus> {
  const provider = await loadProvider(engine.provider)
  if (!(await provider.running(engine))) return 'stopped'
  const { openStore } = await import('../stores/open-stores.js')
  const store = openStore(engine.store, engine.endpoint)
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), ANSWER_MS).unref())
  const pinged = store.ping().then(
    () => true,
    () => false,
  )
  const well = await Promise.race([pinged, late])
  await store[Symbol.asyncDispose]()
  return well ? 'healthy' : 'unhealthy'
}

async function lookAtServices(state: StackState): Promise<PartStatuses['services']> {
  const { services } = state
  if (services === undefined || !stillRuns(services.process)) return allParts('stopped', 'stopped').services
  const names = ['gateway', ...SERVICE_NAMES] as const
  const looked = names.map(async (name): Promise<[string, PartStatus]> => [
    name,
    (await answersHealthy(services.urls[name], ANSWER_MS)) ? 'healthy' : 'unhealthy',
  ])
  return Object.fromEntries(await Promise.all(looked)) as PartStatuses['services']
}
