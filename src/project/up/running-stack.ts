import { listOwnServices } from '../../config/service-kind.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { isAlive } from '../../providers/process-identity.js'
import type { Change } from '../../core/change.js'
import { listChanges } from '../changes/list-changes.js'
import { describeCommand } from '../own-services/describe-command.js'
import { discoverAddons } from '../components/discover-addons.js'
import { discoverEngines } from '../components/discover-engines.js'
import { isAddonReady } from '../components/is-addon-ready.js'
import { areBundledServicesHealthy } from '../components/is-service-healthy.js'
import { resolveEndpoints } from '../environment/resolve-endpoints.js'
import { listSeededProfiles } from '../status/list-seeded-profiles.js'
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
  return listDueCommands(project).length === 0 && isUpToDateExceptCommands(project, options)
}

/** The same, except that commands of the user's services may have ended, and their settings may have changed. */
export async function isUpToDateExceptCommands(
  project: RecordedProject,
  options: UpOptions,
): Promise<boolean> {
  const { engines, services, addons = [] } = project.state
  if (options.services === 'none' || options.services === 'foreground') return false
  if (services === undefined || !isAlive(services.process)) return false
  if (!areEnginesRunning(project) || (options.pull === 'always' && !options.keepRunning)) return false
  if (!(await hasDataset(project, options))) return false
  if (!(await hasMigrations(project, options))) return false
  const changes = await listChanges(project, { engines, addons, services })
  if (!changes.every((change) => isOfCommand(change, project))) return false
  const own = listOwnServices(project.config)
  const checks = await Promise.all([
    areBundledServicesHealthy(services.urls.gateway, own, READINESS_TIMEOUT_MS),
    ...addons.map(async (record) => isAddonReady(record, READINESS_TIMEOUT_MS)),
  ])
  return checks.every(Boolean)
}

/** The commands that have ended, or whose settings have changed. */
export function listDueCommands({ config, state }: RecordedProject): readonly string[] {
  return (state.commands ?? [])
    .filter(
      ({ name, process: identity, applied }) =>
        !isAlive(identity) || applied !== describeCommand(config, name),
    )
    .map(({ name }) => name)
}

/** Whether restarting the command of one service applies the change. */
function isOfCommand({ component, setting }: Change, { state: { commands = [] } }: RecordedProject): boolean {
  return setting === 'settings' && commands.some(({ name }) => name === component)
}

/**
 * Whether the requested dataset is loaded. The state lists only what `up` has seeded. If nothing may be changed, the database
 * is read as well; otherwise, seeding does that.
 */
export async function hasDataset(
  project: RecordedProject,
  { seed, keepRunning }: Pick<UpOptions, 'seed' | 'keepRunning'>,
): Promise<boolean> {
  if (seed === undefined || isSeeded(project.state, seed)) return true
  if (keepRunning !== true) return false
  const { postgres } = resolveEndpoints(project)
  return (await listSeededProfiles(postgres)).includes(seed)
}

/**
 * Whether the migration files are those that were applied. After commands such as `migrate down`, the state does not tell. If nothing may
 * be changed, the histories are read then; otherwise, migrating does that.
 */
export async function hasMigrations(
  project: RecordedProject,
  { keepRunning }: Pick<UpOptions, 'keepRunning'>,
): Promise<boolean> {
  const { config, state } = project
  if (state.migrated !== undefined) return state.migrated === migrationsFingerprint(config)
  if (keepRunning !== true) return false
  const { hasNoPendingMigrations } = await import('../../migrations/has-no-pending-migrations.js')
  return hasNoPendingMigrations(resolveEndpoints(project), { directories: config.migrations.directories })
}

/** What differs between the configuration and what the state has as running, as far as `up` may change it. */
export async function listRunningChanges(
  project: RecordedProject,
  options: Pick<UpOptions, 'services'>,
): Promise<readonly Change[]> {
  const { engines, addons = [] } = project.state
  const services =
    options.services === 'none' ? undefined : findRunningServices(project.state, project.config.home)
  return listChanges(project, { engines, addons, services })
}

function areEnginesRunning({ config, state }: RecordedProject): boolean {
  if (config.provider !== 'auto' && config.provider !== state.provider) return false
  return STORE_NAMES.every((store) => {
    const engine = state.engines.find((candidate) => candidate.store === store)
    return engine !== undefined && (engine.process === undefined || isAlive(engine.process))
  })
}

/** The engine in the state, unless the configuration has changed so that it must be replaced. */
export function findReusableEngine(
  { state, changes }: Pick<RecordedProject, 'state'> & { readonly changes: readonly Change[] },
  store: StoreName,
): StackEngine | undefined {
  if (changes.some(({ component }) => component === store)) return undefined
  return state.engines.find((candidate) => candidate.store === store)
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
  // The port of an external server would be taken for one of this stack, whatever URL has it.
  const own = running.filter((engine) => engine.provider !== 'external')
  return {
    ...state,
    ...(provider === undefined ? {} : { provider }),
    ports: { ...state.ports, ...Object.fromEntries(own.map(({ store, port }) => [store, port])) },
    engines: running,
    addons: addons.filter((addon) => addon.running).map(({ record }) => record),
  }
}
