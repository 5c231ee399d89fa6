import type { ResolvedConfig } from '../config/resolved-config.js'
import type { OptionalPart } from '../core/optional-part.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { STORE_NAMES } from '../core/store-name.js'
import { answersHealthy } from './health/answers-healthy.js'
import { engineAnswers } from './health/engine-answers.js'
import { partAnswers } from './health/part-answers.js'
import { type KnownEngine, knownEngines } from './known-engines.js'
import { type KnownPart, knownParts } from './known-parts.js'
import { loadProvider } from './providers/load-provider.js'
import { stillRuns } from './providers/process-identity.js'
import { runningServices } from './service-host/remembered-services.js'
import type { ServicesRecord, StackEngine, StackState } from './stack-state.js'
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
  const record = runningServices(state, config.home)
  const [known, services] = await Promise.all([knownEngines(config, state), lookAtServices(record)])
  const optional = await knownParts(config, state, known)
  const [stores, parts, containers] = await Promise.all([
    lookAtStores(known),
    lookAtParts(optional),
    lookAtContainers(config, known),
  ])
  const provider = state.provider ?? known[0]?.engine.provider
  const seen: StackState = {
    ...state,
    ...(provider === undefined ? {} : { provider }),
    engines: known.map(({ engine }) => engine),
    parts: optional.map((part) => part.record),
    ...(record === undefined ? {} : { services: record }),
  }
  return stackStatus(config, seen, { stores, services, parts, containers }, since)
}

async function lookAtStores(known: readonly KnownEngine[]): Promise<PartStatuses['stores']> {
  const looked = STORE_NAMES.map(async (store): Promise<[string, PartStatus]> => {
    const one = known.find(({ engine }) => engine.store === store)
    if (!one?.running) return [store, 'stopped']
    return [store, (await answers(one.engine)) ? 'healthy' : 'unhealthy']
  })
  return Object.fromEntries(await Promise.all(looked)) as PartStatuses['stores']
}

/** Someone else's server may want a password, TLS, a replica set: that takes its driver. */
async function answers(engine: StackEngine): Promise<boolean> {
  if (engine.provider !== 'external') return engineAnswers(engine, ANSWER_MS)
  const { openStore } = await import('../stores/open-stores.js')
  const store = openStore(engine.store, engine.endpoint)
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), ANSWER_MS).unref())
  const pinged = store.ping().then(
    () => true,
    () => false,
  )
  const well = await Promise.race([pinged, late])
  await store[Symbol.asyncDispose]()
  return well
}

async function lookAtParts(known: readonly KnownPart[]): Promise<ReadonlyMap<OptionalPart, PartStatus>> {
  const looked = known.map(async ({ record, running }): Promise<[OptionalPart, PartStatus]> => {
    if (!running) return [record.part, 'stopped']
    return [record.part, (await partAnswers(record, ANSWER_MS)) ? 'healthy' : 'unhealthy']
  })
  return new Map(await Promise.all(looked))
}

async function lookAtContainers(
  config: ResolvedConfig,
  known: readonly KnownEngine[],
): Promise<PartStatuses['containers']> {
  if (!known.some(({ engine }) => engine.provider === 'docker')) return undefined
  const provider = await loadProvider('docker')
  return provider.details?.(config)
}

async function lookAtServices(services: ServicesRecord | undefined): Promise<PartStatuses['services']> {
  if (services === undefined || !stillRuns(services.process)) return allParts('stopped', 'stopped').services
  const names = ['gateway', ...SERVICE_NAMES] as const
  const looked = names.map(async (name): Promise<[string, PartStatus]> => [
    name,
    (await answersHealthy(services.urls[name], ANSWER_MS)) ? 'healthy' : 'unhealthy',
  ])
  return Object.fromEntries(await Promise.all(looked)) as PartStatuses['services']
}
