import type { ResolvedConfig } from '../../config/resolved-config.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { isAlive } from '../../providers/process-identity.js'
import { type AllowedAccess, LOOPBACK_ACCESS } from '../../services/http/requests/allowed-access.js'
import { discoverAddons } from '../components/discover-addons.js'
import { discoverEngines } from '../components/discover-engines.js'
import { hasDifferentImage } from '../components/has-different-image.js'
import { listRequestedAddons } from '../components/requested-addons.js'
import { isAddonReady } from '../components/is-addon-ready.js'
import { areBundledServicesHealthy } from '../components/is-service-healthy.js'
import { findRunningServices } from '../state/services-record-file.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { ServicesRecord, StackEngine, StackState } from '../state/stack-state.js'
import { isSeeded } from '../state/is-seeded.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'
import type { UpOptions } from './up-options.js'

const READINESS_TIMEOUT_MS = 2000

/**
 * Whether nothing must be started or changed. It requests only `/healthz` of the gateway, which checks the stores: no driver
 * is loaded, so `up` on a running stack is fast. The user's own services may be unavailable.
 */
export async function isUpToDate(project: RecordedProject, options: UpOptions): Promise<boolean> {
  const { services, addons = [] } = project.state
  if (options.services === 'none' || options.services === 'foreground') return false
  if (services === undefined || !isAlive(services.process)) return false
  if (!areEnginesUpToDate(project) || options.pull === 'always') return false
  const running = new Set(addons.map(({ name }) => name))
  if (!listRequestedAddons(project).every((name) => running.has(name))) return false
  if (options.seed !== undefined && !isSeeded(project.state, options.seed)) return false
  if (project.state.migrated !== migrationsFingerprint(project.config)) return false
  const own = SERVICE_NAMES.filter((name) => project.config.services[name].url !== undefined)
  if (own.some((name) => services.urls[name] !== project.config.services[name].url)) return false
  if (!hasAllowedAccess(services, project.config)) return false
  const checks = await Promise.all([
    areBundledServicesHealthy(services.urls.gateway, own, READINESS_TIMEOUT_MS),
    ...addons.map(async (record) => isAddonReady(record, READINESS_TIMEOUT_MS)),
  ])
  return checks.every(Boolean)
}

function hasAllowedAccess({ access = LOOPBACK_ACCESS }: ServicesRecord, config: ResolvedConfig): boolean {
  return JSON.stringify(access) === JSON.stringify(getAllowedAccess(config))
}

/** Who may send requests to the gateway and the services. */
export function getAllowedAccess({ http }: ResolvedConfig): AllowedAccess {
  return { hosts: http.allowedHosts ?? [], origins: http.allowedOrigins ?? [] }
}

function areEnginesUpToDate(project: RecordedProject): boolean {
  const { config, state } = project
  if (config.provider !== 'auto' && config.provider !== state.provider) return false
  return STORE_NAMES.every((store) => {
    const engine = findReusableEngine(project, store)
    return engine !== undefined && (engine.process === undefined || isAlive(engine.process))
  })
}

/** The engine in the state, unless its image or its pinned port has changed. */
export function findReusableEngine(
  { config, state }: RecordedProject,
  store: StoreName,
): StackEngine | undefined {
  const { port, pinned } = config.ports[store]
  const engine = state.engines.find((candidate) => candidate.store === store)
  if (engine === undefined || hasDifferentImage(config, engine)) return undefined
  return !pinned || engine.port === port ? engine : undefined
}

/** The running services that `up` may replace. Services in a program that uses the library are not replaced. */
export function findReplaceableServices({ config, state }: RecordedProject): ServicesRecord | undefined {
  const services = findRunningServices(state, config.home)
  return services?.owner === undefined ? services : undefined
}

/** The state, updated with what is actually running, even if the state file is lost or was never written. */
export async function detectRunningState(project: RecordedProject): Promise<StackState> {
  const { state } = project
  const engines = await discoverEngines(project)
  const addons = await discoverAddons(project, engines)
  const running = engines.filter((engine) => engine.running).map(({ engine }) => engine)
  const provider = state.provider ?? running[0]?.provider
  return {
    ...state,
    ...(provider === undefined ? {} : { provider }),
    ports: { ...state.ports, ...Object.fromEntries(running.map(({ store, port }) => [store, port])) },
    engines: running,
    addons: addons.filter((addon) => addon.running).map(({ record }) => record),
  }
}
