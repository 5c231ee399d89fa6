import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceKind, getServiceSettings, listServiceNames } from '../../config/service-kind.js'
import { getAddon } from '../../addons/registry.js'
import type { AddonName } from '../../core/addon-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES } from '../../core/store-name.js'
import {
  areBundledServicesHealthy,
  isOwnServiceHealthy,
  isServiceHealthy,
} from '../components/is-service-healthy.js'
import { isEngineReady } from '../components/is-engine-ready.js'
import { isAddonReady } from '../components/is-addon-ready.js'
import { type DiscoveredEngine, discoverEngines } from '../components/discover-engines.js'
import { type DiscoveredAddon, discoverAddons } from '../components/discover-addons.js'
import { listChanges } from '../changes/list-changes.js'
import { loadProvider } from '../components/load-provider.js'
import { isAlive } from '../../providers/process-identity.js'
import { findRunningServices } from '../state/services-record-file.js'
import type { ServicesRecord, StackEngine, StackState } from '../state/stack-state.js'
import { toInterruptedSeeds } from '../state/unfinished-seeds.js'
import { findStudio } from '../studio/studio-record.js'
import { readRestarts } from '../supervision/restart-records.js'
import {
  createUniformStatuses,
  type ComponentStatus,
  type ComponentStatuses,
  type StackStatus,
  toStackStatus,
} from './stack-status.js'
import { readState } from '../state/state-file.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { CommandExit } from '../../core/command-exit.js'
import { readCommandExit } from '../own-services/recorded-exit.js'

const READINESS_TIMEOUT_MS = 3000

/** Checks every component of the project's stack by its own protocol. Read-only. */
export async function getStackStatus(config: ResolvedConfig): Promise<StackStatus> {
  const since = performance.now()
  const { state } = readState(config)
  const record = findRunningServices(state, config.home)
  const [engines, services] = await Promise.all([
    discoverEngines({ config, state }),
    getServiceStatuses({ config, state }, record),
  ])
  const addons = await discoverAddons({ config, state }, engines)
  const [stores, addonStatuses, lags, containers] = await Promise.all([
    getStoreStatuses(engines),
    getAddonStatuses(addons),
    getLags(addons),
    listContainerDetails(config, engines),
  ])
  const provider = state.provider ?? engines[0]?.engine.provider
  const currentState: StackState = {
    ...state,
    ...(provider === undefined ? {} : { provider }),
    engines: engines.map(({ engine }) => engine),
    addons: addons.map((addon) => addon.record),
    ...(record === undefined ? {} : { services: record }),
  }
  const changes = await listChanges(
    { config, state: currentState },
    {
      engines: engines.filter(({ running }) => running).map(({ engine }) => engine),
      addons: addons.filter(({ running }) => running).map((addon) => addon.record),
      services: record,
    },
  )
  const restarts = readRestarts(config.home)
  const servicesRequested = state.withoutServices !== true || record !== undefined
  const statuses = {
    stores,
    services,
    servicesRequested,
    addons: addonStatuses,
    lags,
    containers,
    restarts,
    exits: readExits(config.home, state),
  }
  const studio = findStudio(config.home, 'background') ?? findStudio(config.home, 'foreground')
  return {
    ...toStackStatus({ config, state: currentState }, statuses, since),
    ...toInterruptedSeeds(config),
    ...(studio === undefined ? {} : { studio: { url: studio.url } }),
    changes,
  }
}

/** How the commands of custom services that do not run have ended. */
function readExits(home: string, { commands = [] }: StackState): ReadonlyMap<string, CommandExit> {
  return new Map(
    commands.flatMap(({ name, process: identity }) => {
      const exit = isAlive(identity) ? undefined : readCommandExit(home, name)
      return exit === undefined ? [] : [[name, exit] as const]
    }),
  )
}

async function getStoreStatuses(engines: readonly DiscoveredEngine[]): Promise<ComponentStatuses['stores']> {
  const entries = STORE_NAMES.map(async (store): Promise<[string, ComponentStatus]> => {
    const found = engines.find(({ engine }) => engine.store === store)
    if (!found?.running) return [store, 'stopped']
    return [store, (await isStoreReady(found.engine)) ? 'healthy' : 'unhealthy']
  })
  return Object.fromEntries(await Promise.all(entries)) as ComponentStatuses['stores']
}

/** An external server may need a password, TLS or a replica set, so it is checked with its driver. */
async function isStoreReady(engine: StackEngine): Promise<boolean> {
  if (engine.provider !== 'external') return isEngineReady(engine, READINESS_TIMEOUT_MS)
  const { openStore } = await import('../../stores/open-stores.js')
  const store = await openStore(engine.store, engine.endpoint)
  const timeout = new Promise<false>((resolve) =>
    setTimeout(() => resolve(false), READINESS_TIMEOUT_MS).unref(),
  )
  const ping = store.ping().then(
    () => true,
    () => false,
  )
  const ready = await Promise.race([ping, timeout])
  await store[Symbol.asyncDispose]()
  return ready
}

async function getAddonStatuses(
  addons: readonly DiscoveredAddon[],
): Promise<ReadonlyMap<AddonName, ComponentStatus>> {
  const entries = addons.map(async ({ record, running }): Promise<[AddonName, ComponentStatus]> => {
    if (!running) return [record.name, 'stopped']
    return [record.name, (await isAddonReady(record, READINESS_TIMEOUT_MS)) ? 'healthy' : 'unhealthy']
  })
  return new Map(await Promise.all(entries))
}

/** How far the running replicas lag behind. */
async function getLags(addons: readonly DiscoveredAddon[]): Promise<ReadonlyMap<AddonName, number | null>> {
  const entries = addons.map(async ({ record, running }): Promise<[AddonName, number | null][]> => {
    const readLag = running ? await getAddon(record.name).loadLagReader?.() : undefined
    return readLag === undefined ? [] : [[record.name, await readLag(record.url, READINESS_TIMEOUT_MS)]]
  })
  return new Map((await Promise.all(entries)).flat())
}

async function listContainerDetails(
  config: ResolvedConfig,
  engines: readonly DiscoveredEngine[],
): Promise<ComponentStatuses['containers']> {
  if (!engines.some(({ engine }) => engine.provider === 'docker')) return undefined
  const provider = await loadProvider('docker')
  return provider.getContainerDetails?.(config)
}

async function getServiceStatuses(
  { config, state: { commands = [] } }: RecordedProject,
  services: ServicesRecord | undefined,
): Promise<ComponentStatuses['services']> {
  if (services === undefined || !isAlive(services.process))
    return createUniformStatuses('stopped', 'stopped').services
  const names = listServiceNames(config)
  // As they were started; the configuration may have changed since.
  const isOwn = (name: string): boolean =>
    services.own?.some((each) => each === name) ?? getServiceKind(config, name) !== 'bundled'
  const check = async (name: string): Promise<boolean> => {
    const url = services.urls[name]
    // The next `up` adds it to the gateway.
    if (url === undefined) return false
    return isOwn(name) || !SERVICE_NAMES.some((each) => each === name)
      ? isOwnServiceHealthy(url, READINESS_TIMEOUT_MS, getServiceSettings(config, name).ready)
      : isServiceHealthy(url, READINESS_TIMEOUT_MS)
  }
  const hasEnded = (name: string): boolean =>
    commands.some((command) => command.name === name && !isAlive(command.process))
  const own = SERVICE_NAMES.filter(isOwn)
  const entries = [
    // It responds if one of the user's services does not.
    areBundledServicesHealthy(services.urls.gateway, own, READINESS_TIMEOUT_MS).then(
      (ready) => ['gateway', ready] as const,
    ),
    ...names.map(async (name) => [name, await check(name)] as const),
  ].map(async (entry): Promise<[string, ComponentStatus]> => {
    const [name, ready] = await entry
    // Another program may respond on its port.
    if (hasEnded(name)) return [name, 'stopped']
    return [name, ready ? 'healthy' : 'unhealthy']
  })
  return Object.fromEntries(await Promise.all(entries)) as ComponentStatuses['services']
}
