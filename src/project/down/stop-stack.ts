import { existsSync, rmSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { TRACE_DIRECTORY } from '../../core/span-record.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getSnapshotsDirectory, listSnapshots } from '../../snapshots/snapshot-directory.js'
import { stopEngine } from '../components/stop-engine.js'
import {
  type DiscoveredEngine,
  discoverEngines,
  ignoreDockerUnavailable,
  listCandidateProviders,
} from '../components/discover-engines.js'
import { type DiscoveredAddon, discoverAddons } from '../components/discover-addons.js'
import { stopProcess } from '../../providers/stop-process.js'
import { findStackProcesses } from '../components/find-stack-processes.js'
import { listExternalStores } from '../components/is-external-store.js'
import { loadAddonRunner } from '../components/load-addon-runner.js'
import { loadProvider } from '../components/load-provider.js'
import type { Provider } from '../../providers/provider.js'
import { stopCommands } from '../own-services/stop-command.js'
import { unregisterStack } from '../stacks/stack-registry.js'
import { lockProject } from '../lock/lock-project.js'
import { findRunningServices } from '../state/services-record-file.js'
import { isNotWritable } from '../state/is-not-writable.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { ServicesRecord } from '../state/stack-state.js'
import type { StackReporter } from '../state/stack-reporter.js'
import { createEmptyState } from '../state/stack-state.js'
import { stopStudio } from '../studio/studio-process.js'
import { forgetVerification } from '../state/last-verification.js'
import { STATEMENTS_FILE } from '../state/recent-statements.js'
import { replaceUnfinishedSeeds } from '../state/unfinished-seeds.js'
import { deleteRestarts } from '../supervision/restart-records.js'
import { stopSupervisor } from '../supervision/supervisor-process.js'
import { superviseStack } from '../up/supervise-stack.js'
import { readState } from '../state/state-file.js'
import {
  assertWritable,
  readStateForStopping,
  reportUnreadableState,
  warnIfNotWritable,
  writeStateIfPossible,
} from './unwritable-directory.js'

export interface DownOptions {
  /** Also delete the data of engines that are not external, and clear the stored ports and provider. */
  readonly volumes: boolean
  /** With `volumes`: also delete the snapshots of the project. Default: false. */
  readonly snapshots?: boolean
  /**
   * With `volumes`: saves the data of the stopped engines before it is deleted, and resolves to the name of the snapshot. If the
   * disk is full, the data is deleted without it.
   */
  readonly backUp?: () => Promise<string | null>
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly reporter: StackReporter
}

export interface DownReport {
  readonly project: string
  /** Components that were running and were stopped. */
  readonly stopped: readonly string[]
  /** Stores whose data was deleted. */
  readonly deleted: readonly StoreName[]
  /** Stores whose data was lost because the state directory was deleted while the stack ran, for example by `git clean`. */
  readonly lost: readonly StoreName[]
  /** Snapshots that were deleted, the newest first. */
  readonly deletedSnapshots: readonly DeletedSnapshot[]
  /** The snapshot with the deleted data; null if none was saved. */
  readonly backup: string | null
}

export interface DeletedSnapshot {
  readonly name: string
  readonly bytes: number
}

const STOP_GRACE_MS = 10_000
const NOTHING_DELETED = { deleted: [], deletedSnapshots: [], backup: null }

/** Stops the services, engines and add-ons of a project, but no external engine. Data is kept unless `volumes` is set. */
export async function stopStack(config: ResolvedConfig, options: DownOptions): Promise<DownReport> {
  const lost = await listLostStores(config)
  // The lock and the state file would create the state directory.
  if (!existsSync(config.home) && !(await hasResources(config))) {
    // Its processes are still running if it was deleted, or if it belongs to another user by now.
    await stopSupervisor(config.home)
    const stopped = [...(await stopCommands(config.home)), ...(await stopOtherProcesses(config))]
    reportUnreadableState(config.home, readStateForStopping(config).problem, options)
    return { ...NOTHING_DELETED, project: config.project, stopped, lost }
  }
  // It throws for a directory of hard links, whose locks are those of another stack.
  readStateForStopping(config)
  // A restart in progress would hold the lock.
  const isSuspended = await stopSupervisor(config.home)
  // The stack of a deleted project is stopped without creating its directory again.
  const exists = existsSync(config.home) || existsSync(config.root)
  using _lock = exists ? await tryAcquireLock(config, options, isSuspended) : undefined
  // Another command may have started it in the meantime.
  await stopSupervisor(config.home)
  const hadStudio = await stopStudio(config.home)
  const { state, problem } = readStateForStopping(config)
  const engines = await discoverEngines({ config, state })
  const addons = await discoverAddons({ config, state }, engines)
  const stopped = [
    ...(await stopCommands(config.home, state.commands)),
    ...(await stopServices(findRunningServices(state, config.home), options)),
    ...(await Promise.all([stopAddons(addons), stopEngines(config, engines)])).flat(),
    ...(await stopOtherProcesses(config)),
    ...(hadStudio ? ['studio'] : []),
  ]
  if (problem !== undefined) {
    reportUnreadableState(config.home, problem, options)
    return { ...NOTHING_DELETED, project: config.project, stopped, lost }
  }
  deleteRestarts(config.home)
  const { services: _, addons: __, commands: ___, withoutServices: ____, ...rest } = state
  const stoppedState: RecordedProject = { config, state: { ...rest, engines: [], startError: undefined } }
  if (!options.volumes) {
    if (exists) writeStateIfPossible(stoppedState, options)
    return { ...NOTHING_DELETED, project: config.project, stopped, lost }
  }
  assertWritable(config.home)
  // Before anything is written: the disk may be full.
  const hadData = (await listData(config)).length > 0
  const backup = hadData ? await backUp(options) : null
  const deleted = await deleteData({ config, state })
  forgetVerification(config.home)
  replaceUnfinishedSeeds(config.home)
  for (const name of ['logs', TRACE_DIRECTORY, STATEMENTS_FILE])
    rmSync(`${config.home}/${name}`, { recursive: true, force: true })
  const deletedSnapshots = options.snapshots === true ? await deleteSnapshots(config) : []
  if (exists) writeStateIfPossible({ config, state: createEmptyState(config) }, options)
  unregisterStack(config.home)
  return { project: config.project, stopped, deleted: hadData ? deleted : [], lost, deletedSnapshots, backup }
}

/**
 * A stack can be stopped without the lock if the disk is full or read-only. If another command does not release it, the stack continues
 * to run, with its supervisor if that `isSuspended`.
 */
async function tryAcquireLock(
  config: ResolvedConfig,
  options: DownOptions,
  isSuspended: boolean,
): Promise<Disposable | undefined> {
  try {
    return await lockProject(config, options)
  } catch (error) {
    if (isSuspended && !isNotWritable(error)) await superviseStack({ config, state: readState(config).state })
    warnIfNotWritable(error, options)
    return undefined
  }
}

/** Deleting data is a way to free disk space. */
async function backUp(options: DownOptions): Promise<string | null> {
  try {
    return (await options.backUp?.()) ?? null
  } catch (error) {
    if (!isNotWritable(error)) throw error
    options.reporter.warn(`The data was not saved before it was deleted: ${error.message}`)
    return null
  }
}

/** Stops processes that run in this state directory but that no file records, for example because it was deleted. */
async function stopOtherProcesses({ home }: ResolvedConfig): Promise<readonly string[]> {
  const others = findStackProcesses().filter((found) => found.home === home)
  await Promise.all(others.map(async (found) => stopProcess(found.process, 'SIGINT', STOP_GRACE_MS)))
  return others.map(({ component }) => component)
}

/** An engine without its files ends sooner or later, so one that still runs tells that the data of all of them is gone. */
async function listLostStores(config: ResolvedConfig): Promise<readonly StoreName[]> {
  const deleted = findStackProcesses().filter((found) => found.home === config.home && found.deleted)
  const engines = STORE_NAMES.filter((store) => deleted.some(({ component }) => component === store))
  if (engines.length === 0) return []
  const external = await listExternalStores({ config, state: createEmptyState(config) })
  return STORE_NAMES.filter((store) => engines.includes(store) || !external.includes(store))
}

/** Whether the project has engines or data outside its state directory. */
async function hasResources(config: ResolvedConfig): Promise<boolean> {
  const [engines, data] = await Promise.all([
    discoverEngines({ config, state: createEmptyState(config) }),
    listData(config),
  ])
  return engines.length + data.length > 0
}

/** The volumes or directories that `down --volumes` would delete, for the confirmation prompt. */
export async function listData(config: ResolvedConfig): Promise<readonly string[]> {
  const { state } = readStateForStopping(config)
  const lists = await Promise.all(
    listProvidersWithData({ config, state }).map(async (name) => {
      const provider = await loadProvider(name)
      return (await provider.listDataLocations?.(config).catch(ignoreDockerUnavailable)) ?? []
    }),
  )
  return lists.flat()
}

async function stopServices(
  services: ServicesRecord | undefined,
  { reporter }: DownOptions,
): Promise<readonly string[]> {
  if (services === undefined) return []
  if (services.owner === 'program') {
    reporter.warn(`The services run in a program (pid ${services.process.pid}), which is not stopped.`)
    return []
  }
  await stopProcess(services.process, 'SIGTERM', STOP_GRACE_MS)
  return ['services']
}

async function stopAddons(discovered: readonly DiscoveredAddon[]): Promise<readonly string[]> {
  await Promise.all(
    discovered.map(async ({ record }) => (await loadAddonRunner(record)).stop(record, STOP_GRACE_MS)),
  )
  return discovered.filter(({ running }) => running).map(({ record }) => record.name)
}

async function stopEngines(
  config: ResolvedConfig,
  discovered: readonly DiscoveredEngine[],
): Promise<readonly string[]> {
  const owned = discovered.filter(({ engine }) => engine.provider !== 'external')
  await Promise.all(owned.map(async ({ engine }) => stopEngine(config, engine, STOP_GRACE_MS)))
  // Exited containers are removed as well, but not reported as stopped.
  const stopped = new Set(owned.filter(({ running }) => running).map(({ engine }) => engine.store))
  return STORE_NAMES.filter((store) => stopped.has(store))
}

async function deleteData(project: RecordedProject): Promise<readonly StoreName[]> {
  const { config, state } = project
  const external = new Set(
    state.engines.filter((engine) => engine.provider === 'external').map((engine) => engine.store),
  )
  const providers = listProvidersWithData(project)
  if (providers.length === 0) return []
  const stores = STORE_NAMES.filter((store) => !external.has(store))
  for (const name of providers) {
    const provider = await loadProvider(name)
    try {
      await Promise.all(stores.map(async (store) => provider.removeData(store, config)))
    } catch (error) {
      if (state.provider === undefined) ignoreDockerUnavailable(error)
      else throw error
    }
  }
  return stores
}

/** Also deletes incomplete and damaged snapshots, which are not listed. */
async function deleteSnapshots({ home }: ResolvedConfig): Promise<readonly DeletedSnapshot[]> {
  const snapshots = await listSnapshots(home)
  rmSync(getSnapshotsDirectory(home), { recursive: true, force: true })
  return snapshots.map(({ manifest: { name, bytes } }) => ({ name, bytes }))
}

/** The provider that has data; while that is unknown, every provider that may have data. */
function listProvidersWithData(project: RecordedProject): readonly Provider['name'][] {
  return listCandidateProviders(project).filter((name) => name !== 'external')
}
