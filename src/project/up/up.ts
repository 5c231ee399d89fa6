import { getAddon } from '../../addons/registry.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceSettings } from '../../config/service-kind.js'
import { describeUnusedMigrations } from '../../config/unused-migrations.js'
import type { AddonName } from '../../core/addon-name.js'
import { describeUnusedCacheHome } from '../../core/cache-directory.js'
import type { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { assertAddresses } from '../../providers/external/assert-addresses.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'
import { checkOwnServices } from '../status/check-own-services.js'
import { createUniformStatuses, type StackStatus, toStackStatus } from '../status/stack-status.js'
import { stopProcessesOfDeletedHome } from '../components/stop-deleted-home.js'
import { registerStack } from '../stacks/stack-registry.js'
import { lockProject } from '../lock/lock-project.js'
import type { StackState } from '../state/stack-state.js'
import { findRunningServices } from '../state/services-record-file.js'
import { describeInterruptedSeed } from '../../dataset/seeding/seed-request.js'
import { toInterruptedSeeds } from '../state/unfinished-seeds.js'
import { readState } from '../state/state-file.js'
import { isSupervised } from '../supervision/supervisor-process.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { allocatePorts } from './allocate-ports.js'
import { copyFromCache, copyToCache, findRequestedDataset } from './cached-dataset.js'
import { endWithoutServices, keepsEngines } from './keep-engines.js'
import { noteOthersRun, startDueCommands, tryStartCommands } from './keep-others-running.js'
import { backUpBeforeMigrations } from './back-up-before-migrations.js'
import { findMigrationsToLeave } from './leave-pending.js'
import { createBulkLoaders } from './bulk-loaders.js'
import { chooseProvider } from './choose-provider.js'
import { copyIntoEmptyStores } from './copy-into-empty-stores.js'
import { applyPendingMigrations } from './apply-pending-migrations.js'
import { requestsLargeDataset, seedOnce } from './seed-once.js'
import type { Change } from '../../core/change.js'
import { assertFilesExist } from '../environment/assert-files-exist.js'
import { assertKeepsProvider, assertKeepsRunning } from './assert-keeps-running.js'
import {
  detectRunningState,
  findReplaceableServices,
  isUpToDate,
  isUpToDateExceptCommands,
  listRunningChanges,
} from './running-stack.js'
import { listMissingAddons, listRemovedAddons, startAddons, stopAddons } from './start-addons.js'
import { startEngines, type StartingStores, whenReady } from './start-engines.js'
import { waitForProgramServices, warnAboutProgramServices } from './program-services.js'
import { prepareServices } from './start-services.js'
import { superviseAfter } from './supervise-stack.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import type { UpOptions } from './up-options.js'
import { describeFallback, isImageUnavailable, UpRun } from './up-run.js'

/** Disposing stops only what this run has started. Data is kept. */
export interface UpReport extends AsyncDisposable {
  readonly status: StackStatus
  /** Whether the stack was already running and nothing was changed. */
  readonly unchanged: boolean
  /** What was changed in the running components, because it differed from the configuration. */
  readonly changes: readonly Change[]
  readonly state: StackState
}

type StartReport = Omit<UpReport, 'status'>

const DEFAULT_TIMEOUT_MS = 120_000
const READINESS_TIMEOUT_MS = 2000

/**
 * Starts the project's stack: engines, migrations, dataset, services. Idempotent. Concurrent runs for the same project wait
 * for each other. On failure or interruption, everything that this run started is stopped; data is kept. With `keepEngines`, the
 * engines stay running if the migrations fail. One timeout covers everything. Throws `READY_TIMEOUT`.
 */
export async function up(config: ResolvedConfig, options: UpOptions): Promise<UpReport> {
  const since = performance.now()
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options
  warnAboutState(config, options)
  registerStack(config)
  const report =
    (await findRunningStack(config, options)) ?? (await startUnderLock(config, options, since + timeoutMs))
  // Without an explicit timeout, the time for loading the dataset does not count.
  const restarted = options.timeoutMs === undefined && options.seed !== undefined
  await waitForRequested(config, options, (restarted ? performance.now() : since) + timeoutMs)
  const statuses = createUniformStatuses('healthy', options.services === 'none' ? 'stopped' : 'healthy')
  const own =
    options.services === 'none'
      ? {}
      : await checkOwnServices({ config, state: report.state }, READINESS_TIMEOUT_MS)
  for (const [name, health] of Object.entries(own)) {
    if (health === 'healthy') continue
    const { url } = getServiceSettings(config, name)
    options.reporter.warn(
      url === undefined
        ? `Your ${name} service is running, but does not respond. See homemanager logs ${name}.`
        : `Your ${name} service at ${url} does not respond. The gateway forwards requests to it once it does.`,
    )
  }
  warnAboutProgramServices(report.state, options)
  const checked = { ...statuses, services: { ...statuses.services, ...own } }
  const status = toStackStatus({ config, state: report.state }, checked, since)
  const interrupted = toInterruptedSeeds(config)
  for (const seed of interrupted.interruptedSeeds ?? []) options.reporter.warn(describeInterruptedSeed(seed))
  return { ...report, status: { ...status, ...interrupted, changes: report.changes } }
}

function warnAboutState(config: ResolvedConfig, { reporter }: UpOptions): void {
  const { corruptedPath, copiedFrom } = readState(config)
  const unused = describeUnusedMigrations(config)
  if (unused !== undefined) reporter.warn(unused)
  if (corruptedPath !== undefined)
    reporter.warn(`The state file was corrupted and has been moved to ${corruptedPath}.`)
  if (copiedFrom !== undefined) {
    reporter.warn(
      `This directory is a copy of ${copiedFrom}, made while its stack was running. The copy has a stack of its own; its data may be incomplete. If up fails, run homemanager down --volumes here.`,
    )
  }
}

/** Only embedded engines and their datasets use the cache. */
function warnAboutCache({ reporter }: UpOptions): void {
  const problem = describeUnusedCacheHome()
  if (problem !== undefined) reporter.warn(problem)
}

/** Undefined if anything must be started or changed. Loads no driver. */
async function findRunningStack(
  config: ResolvedConfig,
  options: UpOptions,
): Promise<StartReport | undefined> {
  const running = await findUpToDateStack(config, options)
  return options.supervise === true && !isSupervised(config.home) ? undefined : running
}

/** The same, whether or not it is supervised. */
async function findUpToDateStack(
  config: ResolvedConfig,
  options: UpOptions,
): Promise<StartReport | undefined> {
  const { state } = readState(config)
  if (!(await isUpToDate({ config, state }, options))) return undefined
  return { unchanged: true, changes: [], state, [Symbol.asyncDispose]: async () => {} }
}

async function startUnderLock(
  config: ResolvedConfig,
  options: UpOptions,
  deadline: number,
): Promise<StartReport> {
  // Report missing files and a misspelled profile before anything is started.
  assertFilesExist(config)
  await loadExtensions(config)
  if (options.seed !== undefined) await validateProfile(options.seed, config.root)
  using _lock = await lockProject(config, {
    timeoutMs: deadline - performance.now(),
    signal: options.signal,
    reporter: options.reporter,
  })
  const running = await findRunningStack(config, options)
  if (running !== undefined) return running
  return await superviseAfter(config, options.supervise === true, async () =>
    startWithProvider(config, options, deadline),
  )
}

async function startWithProvider(
  config: ResolvedConfig,
  options: UpOptions,
  deadline: number,
): Promise<StartReport> {
  const running = await findUpToDateStack(config, options)
  // Only the supervisor was missing.
  if (running !== undefined) return running
  const { state } = readState(config)
  if (options.keepRunning !== true && (await isUpToDateExceptCommands({ config, state }, options)))
    return restartDueCommands(new UpRun(config, options, deadline))
  const mayFallBack = config.provider === 'auto' && readState(config).state.provider === undefined
  try {
    return await startOrUndo(new UpRun(config, options, deadline, mayFallBack))
  } catch (error) {
    if (!(mayFallBack && isImageUnavailable(error))) throw error
    options.reporter.warn(describeFallback(error))
    return await startOrUndo(new UpRun({ ...config, provider: 'embedded' }, options, deadline))
  }
}

async function restartDueCommands(run: UpRun): Promise<StartReport> {
  await startDueCommands(run)
  return { unchanged: false, changes: run.changes, state: run.state, [Symbol.asyncDispose]: async () => {} }
}

async function startOrUndo(run: UpRun): Promise<StartReport> {
  try {
    await startStack(run)
    return {
      unchanged: false,
      changes: run.changes,
      state: run.state,
      [Symbol.asyncDispose]: async () => run.undo(),
    }
  } catch (error) {
    if (run.isComplete) {
      noteOthersRun(run)
      throw error
    }
    if (keepsEngines(run, error)) throw await endWithoutServices(run, error)
    await run.undo()
    if (run.hasStoppedServices)
      run.options.reporter.warn('The services were stopped; homemanager up starts them again.')
    throw error
  }
}

async function startStack(run: UpRun): Promise<void> {
  if ((await stopProcessesOfDeletedHome(run.config.home)) > 0)
    run.options.reporter.warn(
      'The state directory was deleted while the stack was running. The processes that still ran were stopped; their data is lost.',
    )
  const running = { config: run.config, state: await detectRunningState(run) }
  if (run.options.keepRunning === true) assertKeepsProvider(running)
  const provider = await chooseProvider(running)
  assertAddresses(
    STORE_NAMES.filter((store) => provider.forStore(store) === 'external'),
    run.config,
    (store) => getStoreDriver(store).external,
  )
  if (provider.name === 'embedded') warnAboutCache(run.options)
  if (provider.reason !== undefined)
    run.options.reporter.note(`Provider: ${provider.name} (${provider.reason.replace(/\.$/, '')}).`)
  if (run.options.pull !== undefined && provider.name !== 'docker')
    run.options.reporter.warn(`No image is pulled: the stack runs with the provider ${provider.name}.`)
  const detected = { ...running.state, provider: running.state.provider ?? provider.name }
  run.changes = await listRunningChanges({ config: run.config, state: detected }, run.options)
  if (run.options.keepRunning === true) await assertKeepsRunning(running, run)
  // Another server may have other data.
  const known = run.changes.some(isOtherStore) ? [] : running.state.seeded
  const withoutServices =
    run.options.services === 'none' && findRunningServices(running.state, run.config.home) === undefined
  const started = { seeded: known, provider: provider.name, withoutServices, startError: undefined }
  run.save({ ...running.state, ...started })

  // Their modules load while data is copied and engines start.
  const services = prepareServices(run)
  const dataset = await findRequestedDataset(run, provider)
  await stopAddons(run, listRemovedAddons(run))
  const addons = await listMissingAddons(run, provider)
  const ports = await allocatePorts(run, provider, addons)
  // A configured port that is in use has failed by now.
  const isCopied = dataset?.isNew === true && (await copyFromCache(run, dataset))

  const stores = startEngines(run, provider, ports)
  const ready = whenReady(stores)
  const prepared = run.options.migrate === false ? Promise.resolve() : backUpBeforeMigrations(run, ready)
  const migrating = run.options.migrate === false ? undefined : migrate(run, stores, { prepared, ready })
  const failures: HomeError[] = []
  // If the engines stay running for a repair, all of them are started first.
  const deferFailure = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work
    } catch (error) {
      if (!keepsEngines(run, error)) throw error
      failures.push(error)
    }
  }
  // The engines come first: if one fails to start, migrating its store fails too, and its own error says why.
  await run.all([
    ...Object.values(stores),
    deferFailure(
      prepared.then(async () =>
        settleAll(startAddons(run, addons.filter(isStartedEarly), provider.name, ports, ready)),
      ),
    ),
    ready,
    deferFailure(migrating ?? Promise.resolve()),
  ])
  if (failures[0] !== undefined) throw failures[0]
  if (dataset?.isNew === false && !hasCopies(run)) await copyIntoEmptyStores(run, dataset)
  if (migrating !== undefined) run.save({ migrated: await migrating })

  const bulkLoaders = (await requestsLargeDataset(run)) ? await createBulkLoaders(run) : {}
  // An import restarts an engine, so no other component starts meanwhile.
  if (Object.keys(bulkLoaders).length > 0) run.save(await seedOnce(run, await ready, bulkLoaders))
  if (dataset?.isNew === true && !isCopied) {
    run.save(await seedOnce(run, await ready))
    await copyToCache(run, dataset)
  }
  const copying = addons.filter((name) => !isStartedEarly(name))
  if (copying.length > 0) {
    run.save(await seedOnce(run, await ready))
    await run.all([...startAddons(run, copying, provider.name, ports, ready)])
  }
  // Seeding may be refused, so services that run already are not stopped before.
  const early = findReplaceableServices(run) === undefined ? undefined : await seedOnce(run, await ready)
  const serving = services === undefined ? waitForProgramServices(run) : services.start(ports)
  const seeding = early === undefined ? seedOnce(run, await ready) : Promise.resolve(early)
  const [seeded] = await run.all([seeding, serving])
  const { failure } = run.options.services === 'none' ? {} : await tryStartCommands(run)
  run.save({ ...seeded, fileAddons: run.config.fileAddons })
  await run.closeStores()
  if (failure === undefined) return
  run.isComplete = true
  throw failure
}

function isStartedEarly(name: AddonName): boolean {
  return getAddon(name).copiesData !== true
}

/** `prepared` resolves once the engines are not restarted any more. */
/** Resolves to the fingerprint of the migration files; undefined if some stay pending. */
async function migrate(
  run: UpRun,
  stores: StartingStores,
  { prepared, ready }: { readonly prepared: Promise<unknown>; readonly ready: Promise<Stores> },
): Promise<string | undefined> {
  await prepared
  const { leavePending } = run.options
  if (leavePending === undefined) return applyPendingMigrations(run, stores)
  const left = await findMigrationsToLeave(run, await ready, leavePending)
  leavePending.onLeft(left)
  const fingerprint = await applyPendingMigrations(run, stores, left)
  return left.length === 0 ? fingerprint : undefined
}

/** Add-ons that run with a copy of the data. */
function hasCopies({ state: { addons = [] } }: UpRun): boolean {
  return addons.some(({ name }) => getAddon(name).copiesData === true)
}

function isOtherStore({ component, setting }: Change): boolean {
  return setting === 'url' && STORE_NAMES.some((name) => name === component)
}

/** Waits for components such as the user's own services, which `up` does not start. The stack keeps running if they fail. */
async function waitForRequested(
  config: ResolvedConfig,
  { waitFor = [], timeoutMs = DEFAULT_TIMEOUT_MS, signal, reporter }: UpOptions,
  deadline: number,
): Promise<void> {
  if (waitFor.length === 0) return
  const { waitForComponents } = await import('../status/wait-for-components.js')
  await waitForComponents(config, waitFor, { timeoutMs, deadline, signal, reporter })
}

async function validateProfile(seed: string, directory: string): Promise<void> {
  const { readProfile } = await import('../../dataset/profiles/read-profile.js')
  await readProfile(seed, directory)
}
