import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { AddonName } from '../../core/addon-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { isServiceHealthy } from '../readiness/is-service-healthy.js'
import { isEngineReady } from '../readiness/is-engine-ready.js'
import { isAddonReady } from '../readiness/is-addon-ready.js'
import { type DiscoveredEngine, discoverEngines } from '../components/discover-engines.js'
import { type DiscoveredAddon, discoverAddons } from '../components/discover-addons.js'
import { loadProvider } from '../../providers/load-provider.js'
import { isAlive } from '../../providers/process-identity.js'
import { findRunningServices } from '../service-host/services-record-file.js'
import type { ServicesRecord, StackEngine, StackState } from '../state/stack-state.js'
import {
  createUniformStatuses,
  type ComponentStatus,
  type ComponentStatuses,
  type StackStatus,
  toStackStatus,
} from './stack-status.js'
import { readState } from '../state/state-file.js'

const READINESS_TIMEOUT_MS = 3000

/** Asks every part of the project's stack how it is, each by its own protocol. Changes nothing. */
export async function getStackStatus(config: ResolvedConfig): Promise<StackStatus> {
  const since = performance.now()
  const { state } = readState(config)
  const record = findRunningServices(state, config.home)
  const [known, services] = await Promise.all([discoverEngines(config, state), getServiceStatuses(record)])
  const optional = await discoverAddons(config, state, known)
  const [stores, parts, containers] = await Promise.all([
    getStoreStatuses(known),
    getAddonStatuses(optional),
    listContainerDetails(config, known),
  ])
  const provider = state.provider ?? known[0]?.engine.provider
  const seen: StackState = {
    ...state,
    ...(provider === undefined ? {} : { provider }),
    engines: known.map(({ engine }) => engine),
    addons: optional.map((part) => part.record),
    ...(record === undefined ? {} : { services: record }),
  }
  return toStackStatus(config, seen, { stores, services, addons: parts, containers }, since)
}

async function getStoreStatuses(known: readonly DiscoveredEngine[]): Promise<ComponentStatuses['stores']> {
  const looked = STORE_NAMES.map(async (store): Promise<[string, ComponentStatus]> => {
    const one = known.find(({ engine }) => engine.store === store)
    if (!one?.running) return [store, 'stopped']
    return [store, (await isStoreReady(one.engine)) ? 'healthy' : 'unhealthy']
  })
  return Object.fromEntries(await Promise.all(looked)) as ComponentStatuses['stores']
}

/** Someone else's server may want a password, TLS, a replica set: that takes its driver. */
async function isStoreReady(engine: StackEngine): Promise<boolean> {
  if (engine.provider !== 'external') return isEngineReady(engine, READINESS_TIMEOUT_MS)
  const { openStore } = await import('../../stores/open-stores.js')
  const store = openStore(engine.store, engine.endpoint)
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), READINESS_TIMEOUT_MS).unref())
  const pinged = store.ping().then(
    () => true,
    () => false,
  )
  const well = await Promise.race([pinged, late])
  await store[Symbol.asyncDispose]()
  return well
}

async function getAddonStatuses(
  known: readonly DiscoveredAddon[],
): Promise<ReadonlyMap<AddonName, ComponentStatus>> {
  const looked = known.map(async ({ record, running }): Promise<[AddonName, ComponentStatus]> => {
    if (!running) return [record.name, 'stopped']
    return [record.name, (await isAddonReady(record, READINESS_TIMEOUT_MS)) ? 'healthy' : 'unhealthy']
  })
  return new Map(await Promise.all(looked))
}

async function listContainerDetails(
  config: ResolvedConfig,
  known: readonly DiscoveredEngine[],
): Promise<ComponentStatuses['containers']> {
  if (!known.some(({ engine }) => engine.provider === 'docker')) return undefined
  const provider = await loadProvider('docker')
  return provider.getContainerDetails?.(config)
}

async function getServiceStatuses(
  services: ServicesRecord | undefined,
): Promise<ComponentStatuses['services']> {
  if (services === undefined || !isAlive(services.process))
    return createUniformStatuses('stopped', 'stopped').services
  const names = ['gateway', ...SERVICE_NAMES] as const
  const looked = names.map(async (name): Promise<[string, ComponentStatus]> => [
    name,
    (await isServiceHealthy(services.urls[name], READINESS_TIMEOUT_MS)) ? 'healthy' : 'unhealthy',
  ])
  return Object.fromEntries(await Promise.all(looked)) as ComponentStatuses['services']
}
