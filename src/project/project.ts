import { existsSync } from 'node:fs'
import { listProtectedStores } from '../config/list-protected-stores.js'
import { createStackVariables } from '../config/exported-stack.js'
import { type ConfigFlags, resolveConfig, resolveConfigForStopping } from '../config/resolve-config.js'
import type { ResolvedConfig } from '../config/resolved-config.js'
import { getSubscriptions, listOtherServices } from '../config/service-kind.js'
import type { ConformanceReport } from '../conformance/run-conformance.js'
import { toSubscriptions } from '../events/subscriptions/to-subscriptions.js'
import type { AddonName } from '../core/addon-name.js'
import { DataChanges } from '../core/data-changes.js'
import { debug } from '../core/debug.js'
import type { HomeError } from '../core/home-error.js'
import type { ServiceName } from '../core/service-name.js'
import type { GivenUrls, TestedUrls } from './environment/find-tested-urls.js'
import type { Endpoints } from '../core/store-types.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { ResetOptions, ResetReport } from '../dataset/seeding/reset-stores.js'
import type { SeedProjectOptions } from './seed/seed-project.js'
import type { SeedPreview } from '../dataset/seeding/preview-dataset.js'
import type { SeedOptions } from '../dataset/seeding/seed-options.js'
import type { SeedReport } from '../dataset/seeding/seed-report.js'
import type { DataEffects } from '../migrations/list-data-effects.js'
import type { DatasetSearch, RemovalPreview } from '../dataset/seeding/preview-removal.js'
import type { MigrateOptions } from '../migrations/migrate-options.js'
import type { StoreLimits } from '../stores/contracts/store-limits.js'
import type { Stores } from '../stores/stores.js'
import type { VerifyOptions, VerifyReport } from '../verify/verify-stores.js'
import type { QueryAllOptions, QueryAllResult } from '../query/across/query-all.js'
import type { WaitOptions } from './status/wait-for-components.js'
import type { Branch } from './branch/branches.js'
import type { BranchOptions, BranchReport } from './branch/create-branch.js'
import { describeMissingFiles } from './environment/assert-files-exist.js'
import { assertUnprotected } from './state/assert-unprotected.js'
import { getAddonUrls } from './components/requested-addons.js'
import { formatEndpoints, resolveEndpoints } from './environment/resolve-endpoints.js'
import type { ForegroundProgram } from './environment/run-in-foreground.js'
import type { ProjectExtensions } from './extensions/project-extensions.js'
import type { Inspector } from './inspector/inspector.js'
import type { LiveInspector } from './inspector/inspector-connection.js'
import type { StartedStudio } from './studio/studio-process.js'
import type { EditFace } from './edits/correlation-id.js'
import type { RecordEdits } from './edits/record-edits.js'
import type { FindSeeded, RecordSources, SeededFields } from '../inspect/records/record-view.js'
import type { Diagnosis } from './doctor/diagnose.js'
import type { ProbeProjectOptions, ProbeReport } from './probe/probe-project.js'
import type { OrphanedResources } from './doctor/orphaned-resources.js'
import type { Fork } from './fork/create-fork.js'
import type { RestartReport, RestartStackOptions } from './restart/restart-stack.js'
import type { RestartName } from './restart/select-components.js'
import type { ProjectLogs } from './logs/project-logs.js'
import type { SpanRecord } from '../core/span-record.js'
import type { Trace, TraceSelection } from './traces/find-trace.js'
import type { ProjectEvents } from './events/project-events.js'
import type { ExportedSnapshot } from '../snapshots/snapshot-archive.js'
import type { FailedCommand } from './snapshot/save-failure.js'
import type { StoredSnapshot } from '../snapshots/snapshot-directory.js'
import type { SnapshotOptions } from './snapshot/snapshot-options.js'
import type { ProjectSnapshots } from './snapshot/project-snapshots.js'
import type { ProjectMigrations } from './project-migrations.js'
import {
  listOverridingVariables,
  toEnvironment,
  toSecretVariables,
  toServiceVariables,
} from './environment/to-environment.js'
import type { StackStatus } from './status/stack-status.js'
import type { FoundStack } from './stacks/describe-stack.js'
import { waitWhileStopped } from './environment/wait-while-stopped.js'
import type { RecordedProject } from './state/recorded-project.js'
import type { StackState } from './state/stack-state.js'
import type { StackLockOptions } from './state/stack-lock.js'
import { recordConformance } from './state/last-conformance.js'
import { recordVerification } from './state/last-verification.js'
import { readState } from './state/state-file.js'
import type { InterruptedSeed } from '../dataset/seeding/seed-request.js'
import type { DownOptions, DownReport } from './down/stop-stack.js'
import { ProjectDatasets } from './project-datasets.js'
import type { UpReport } from './up/up.js'
import type { ServiceWatch } from './watch/watch-service.js'
import type { UpOptions } from './up/up-options.js'

/**
 * Opens a project: resolves its settings once. Reads no state, connects to nothing and loads no driver. Throws
 * `CONFIG_INVALID`.
 */
export async function openProject(settings: ConfigFlags): Promise<Project> {
  return new Project(await resolveConfig(settings))
}

/**
 * Opens a project to stop its stack, whatever its configuration is now. `problem` is what is wrong with that. A project that
 * is not in the directory, but that `settings` names, may be in any other one. Throws `DIRECTORY_NOT_FOUND` and
 * `PROJECT_AMBIGUOUS`.
 */
export async function openProjectForStopping(
  settings: ConfigFlags & { readonly searchEverywhere?: boolean },
): Promise<{ readonly project: Project; readonly problem?: HomeError }> {
  const { config, ...problem } = await resolveConfigForStopping(settings)
  if (settings.searchEverywhere !== true || existsSync(config.home))
    return { project: new Project(config), ...problem }
  const { locateStack, resolveConfigOfStack } = await import('./stacks/locate-stack.js')
  const found = await locateStack(config)
  if (found === undefined) return { project: new Project(config), ...problem }
  const located = await resolveConfigOfStack(found)
  return { ...located, project: new Project(located.config) }
}

/** The stacks of all projects of this user. */
export async function listStacks(): Promise<readonly FoundStack[]> {
  const { findStacks } = await import('./stacks/find-stacks.js')
  return findStacks()
}

/** For the engines to be ready again after the data was saved. */
const BACKUP_TIMEOUT_MS = 120_000

export interface ProjectUpOptions extends Omit<UpOptions, 'backUp' | 'changes'> {
  /** Whether the data is saved before migrations that delete or change some of it. Default: it is. */
  readonly confirmBackup?: (effects: DataEffects) => Promise<boolean>
}

/**
 * A project: its settings, its state, and what can be done with its stack. The command line and the library both work
 * through it. Each method loads the modules that it needs, so that a command loads no others.
 */
export class Project {
  readonly config: ResolvedConfig
  readonly #readState: () => StackState
  /** False for a fork or the stack of a program, whose state is not that of the file. */
  readonly #ownsStateFile: boolean
  readonly #datasets: ProjectDatasets

  /** Without `readState`, the state is that of the state file at the time of each call. */
  constructor(config: ResolvedConfig, readProjectState?: () => StackState) {
    this.config = config
    this.#ownsStateFile = readProjectState === undefined
    this.#readState = readProjectState ?? (() => readState(config).state)
    this.#datasets = new ProjectDatasets(config, this.#ownsStateFile)
  }

  /** The names of the user's services besides the three. */
  get otherServices(): readonly string[] {
    return listOtherServices(this.config)
  }

  /** What the last command recorded: engines, add-ons, services, ports. */
  state(): StackState {
    return this.#readState()
  }

  #recorded(): RecordedProject {
    return { config: this.config, state: this.state() }
  }

  /** The addresses of the stores of the running stack. Throws `STACK_NOT_RUNNING`. */
  endpoints(): Endpoints {
    const endpoints = resolveEndpoints(this.#recorded())
    debug(() => formatEndpoints(endpoints))
    return endpoints
  }

  /** The same, once no other command keeps engines stopped for a moment. */
  async #runningEndpoints(): Promise<Endpoints> {
    await waitWhileStopped(this.config.home, () => this.state())
    return this.endpoints()
  }

  /** The URLs of the add-ons: the configured one, else that of the running add-on. An add-on without either is missing. */
  addonUrls(): Readonly<Partial<Record<AddonName, string>>> {
    return getAddonUrls(this.#recorded())
  }

  /** The entities of the project and whatever else its extensions add. Loads them once. Throws `EXTENSION_INVALID`. */
  async extensions(): Promise<ProjectExtensions> {
    const { loadExtensions } = await import('./extensions/load-extensions.js')
    return loadExtensions(this.config)
  }

  /** The environment variables with which programs connect to the running stack. Throws `STACK_NOT_RUNNING`. */
  environment(): Readonly<Record<string, string>> {
    const urls = this.state().services?.urls
    const addresses = {
      ...toEnvironment(this.endpoints(), urls?.gateway, this.addonUrls()),
      ...toServiceVariables(this.otherServices, urls),
      ...toSecretVariables(this.config),
    }
    return { ...createStackVariables(this.config, addresses), ...addresses }
  }

  /** Opens the stores of the running stack. They connect on first use. Throws `STACK_NOT_RUNNING`. */
  async connect(limits?: StoreLimits): Promise<Stores & AsyncDisposable> {
    const endpoints = await this.#runningEndpoints()
    const { openStores } = await import('../stores/open-stores.js')
    return openStores(endpoints, limits)
  }

  /** Opens one store of the running stack without loading the drivers of the others. Throws `STACK_NOT_RUNNING`. */
  async connectStore<Name extends StoreName>(name: Name): Promise<Stores[Name]> {
    const endpoints = await this.#runningEndpoints()
    const { openStore } = await import('../stores/open-stores.js')
    return openStore(name, endpoints[name])
  }

  /**
   * Starts the stack: engines, migrations, dataset, services. Idempotent. On failure it stops what it has started, except the engines
   * with `keepEngines`; data is kept. One timeout covers everything; the default one leaves out loading the dataset. Throws `READY_TIMEOUT`.
   */
  async up({ confirmBackup, ...options }: ProjectUpOptions): Promise<UpReport> {
    if (options.services !== 'none' || options.seed !== undefined)
      assertUnprotected(this.config, STORE_NAMES, 'Run homemanager up --no-services, without --seed.')
    const { up } = await import('./up/up.js')
    const { signal, reporter } = options
    const changes = new DataChanges()
    let saved: StoredSnapshot | undefined
    const backUp = async (effects: DataEffects): Promise<void> => {
      if (confirmBackup !== undefined && !(await confirmBackup(effects))) return
      const snapshots = await this.snapshots()
      const timeoutMs = BACKUP_TIMEOUT_MS
      saved = await snapshots.backUpUnderLock({ signal, reporter, timeoutMs, reason: 'migrate' })
      if (saved !== undefined)
        reporter.note(
          `The current data is snapshot ${saved.manifest.name}. To bring it back, run homemanager undo.`,
        )
    }
    try {
      return await up(this.config, { ...options, backUp, changes })
    } finally {
      if (saved !== undefined) await (await this.snapshots()).settleBackup(saved, changes, reporter)
    }
  }

  /**
   * Stops the services, engines and add-ons, but no external engine. Data is kept unless `volumes` is set; with `backup`, it is saved
   * as a snapshot before it is deleted.
   */
  async down({
    backup = false,
    ...options
  }: Omit<DownOptions, 'backUp'> & { readonly backup?: boolean }): Promise<DownReport> {
    if (options.volumes) assertUnprotected(this.config)
    const { stopStack } = await import('./down/stop-stack.js')
    if (!backup) return stopStack(this.config, options)
    const backUp = async (): Promise<string | null> => {
      const snapshots = await this.snapshots()
      const saved = await snapshots.backUpUnderLock({ ...options, reason: 'down' })
      if (saved === undefined) return null
      // The data is deleted at once.
      const changes = new DataChanges()
      changes.begin('down')
      await snapshots.settleBackup(saved, changes, options.reporter)
      return saved.manifest.name
    }
    return stopStack(this.config, { ...options, backUp })
  }

  /**
   * Restarts components of the running stack; without names, all that homemanager runs. They keep their ports and data. A
   * failure does not throw; it is in the report. Throws `STACK_NOT_RUNNING` and `NOT_RESTARTABLE`.
   */
  async restart(names: readonly RestartName[], options: RestartStackOptions): Promise<RestartReport> {
    const { restartStack } = await import('./restart/restart-stack.js')
    return restartStack(this.config, names, options)
  }

  /** Waits for changes of the files of a custom service; see `watchService`. */
  async watchService(name: string): Promise<ServiceWatch> {
    const { watchService } = await import('./watch/watch-service.js')
    return watchService(this.config, name)
  }

  /** Ends an engine or a service of the running stack at once, as a crash does, and starts it again. */
  async kill(name: string, signal: AbortSignal): Promise<void> {
    assertUnprotected(this.config)
    const { killComponent } = await import('./kill/kill-component.js')
    return killComponent(this.config, name, signal)
  }

  /** The volumes or directories that `down` with `volumes` would delete. */
  async listData(): Promise<readonly string[]> {
    const { listData } = await import('./down/stop-stack.js')
    return listData(this.config)
  }

  /** Checks every component by its own protocol. Read-only. */
  async status(): Promise<StackStatus> {
    const { getStackStatus } = await import('./status/get-stack-status.js')
    return getStackStatus(this.config)
  }

  /** What homemanager.yaml names and does not exist, for which `up` would fail. */
  describeMissingFiles(): readonly string[] {
    return describeMissingFiles(this.config)
  }

  /** Resolves to the status once the components are ready; default: all. Throws `READY_TIMEOUT`. */
  async wait(components: readonly string[] | undefined, options: WaitOptions): Promise<StackStatus> {
    const { waitForComponents } = await import('./status/wait-for-components.js')
    return waitForComponents(this.config, components, options)
  }

  /** The log of one component, or of all. Throws `UNKNOWN_COMPONENT`. */
  async logs(name?: string): Promise<ProjectLogs> {
    const [{ getLogSources }, { ProjectLogs }] = await Promise.all([
      import('./logs/get-log-sources.js'),
      import('./logs/project-logs.js'),
    ])
    return new ProjectLogs(await getLogSources(this.config, name))
  }

  /** Finds a recorded trace of the services. Throws `TRACE_NOT_FOUND` and `NO_TRACE`. */
  async trace(selection: TraceSelection): Promise<Trace> {
    const [{ findTrace }] = await Promise.all([import('./traces/find-trace.js'), this.#flushTraces()])
    return findTrace(this.config.home, selection, this.state().services !== undefined)
  }

  /** The requests that started the latest recorded traces, newest first. */
  async latestRequests(limit: number): Promise<readonly SpanRecord[]> {
    const [{ listTraces }] = await Promise.all([import('./traces/list-traces.js'), this.#flushTraces()])
    return listTraces(this.config.home, limit)
  }

  async #flushTraces(): Promise<void> {
    const { flushTraces } = await import('./traces/flush-traces.js')
    await flushTraces(this.#recorded().state, this.config.home)
  }

  /** Connects to the stores of the running stack, to read records. Throws `STACK_NOT_RUNNING`. */
  async recordSources(maxConnections: number): Promise<RecordSources & AsyncDisposable> {
    const endpoints = await this.#runningEndpoints()
    const { entities } = await this.extensions()
    const { connectRecordSources } = await import('./inspector/connect-record-sources.js')
    return connectRecordSources(endpoints, { entities, maxConnections, redisUrl: this.addonUrls().redis })
  }

  /** The pages of the running stack, for a face that shows them. Throws `STACK_NOT_RUNNING`. */
  async inspector(records: RecordSources): Promise<Inspector> {
    const endpoints = this.endpoints()
    const extensions = await this.extensions()
    const { Inspector } = await import('./inspector/inspector.js')
    return new Inspector(this.#recorded(), extensions, endpoints, records)
  }

  /** The pages of the stack as it runs when each is opened. Throws `STACK_NOT_RUNNING`. */
  async liveInspector(): Promise<LiveInspector> {
    const { LiveInspector } = await import('./inspector/inspector-connection.js')
    return LiveInspector.connect(this)
  }

  /** Starts Studio in the background, until `down`. It waits for the stack. Throws `STUDIO_START_FAILED`. */
  async startStudio(signal: AbortSignal): Promise<StartedStudio> {
    const { startStudio } = await import('./studio/studio-process.js')
    return startStudio(this.config, signal)
  }

  /** Records that this process serves Studio at the URL, until disposed: `status` shows it. */
  async recordStudio(url: string): Promise<Disposable> {
    const { recordForegroundStudio } = await import('./studio/studio-record.js')
    return recordForegroundStudio(this.config.home, url)
  }

  /** Edits of records through the services that own them. `sources` connects to the stores. */
  async edits(face: EditFace, sources: () => Promise<RecordSources>): Promise<RecordEdits> {
    const { RecordEdits } = await import('./edits/record-edits.js')
    return new RecordEdits(face, () => this.#recorded(), sources)
  }

  /** The operations that started recorded traces, by trace id: `todo updateTodo`. */
  async listOperations(traceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { listOperations } = await import('./traces/list-operations.js')
    return listOperations(this.config.home, traceIds)
  }

  /** Checks everything that the stack depends on. Read-only. */
  async doctor(): Promise<Diagnosis> {
    const { diagnose } = await import('./doctor/diagnose.js')
    return diagnose(this.config)
  }

  /** Checks what the servers permit and guarantee. Writes only what it removes, and only with `write`. */
  async probe(stores: Stores, options: ProbeProjectOptions): Promise<ProbeReport> {
    const { probeProject } = await import('./probe/probe-project.js')
    return probeProject(this.config, stores, options)
  }

  /** Removes resources that `doctor` has found to belong to deleted projects, with their data. */
  async removeOrphans(orphans: OrphanedResources): Promise<void> {
    const { removeOrphanedResources } = await import('./doctor/orphaned-resources.js')
    return removeOrphanedResources(orphans)
  }

  /** Whether no migration is pending, checked without loading the modules that run migrations. */
  async isMigrated(only: readonly StoreName[]): Promise<boolean> {
    const { hasStoreSettings } = await import('../migrations/store-settings.js')
    if (hasStoreSettings(this.config)) return false
    const { hasNoPendingMigrations } = await import('../migrations/has-no-pending-migrations.js')
    const endpoints = await this.#runningEndpoints()
    return hasNoPendingMigrations(endpoints, { directories: this.config.migrations.directories, only })
  }

  /**
   * Loads a dataset, or copies it from the cache into empty stores. A profile's path is relative to the project's directory, or to
   * `cwd`.
   */
  async seed(stores: Stores, options: SeedProjectOptions = {}): Promise<SeedReport> {
    return this.#datasets.seed(stores, options)
  }

  /** What `seed` loads with these options: without a profile, the dataset whose loading was interrupted, or `demo`. */
  async resumeSeed<T extends SeedOptions>(options: T): Promise<T> {
    return this.#datasets.resume(options)
  }

  /** What is left of datasets whose loading was interrupted. */
  async listInterruptedSeeds(): Promise<readonly InterruptedSeed[]> {
    return this.#datasets.listInterrupted()
  }

  /** Generates a dataset without writing it: counts, sizes and a sample of each entity. */
  async preview(options: SeedOptions = {}): Promise<SeedPreview> {
    return this.#datasets.preview(options)
  }

  /** The names of the profiles that PostgreSQL has on record as seeded; none if it cannot be read. */
  async listSeededProfiles(): Promise<readonly string[]> {
    const { listSeededProfiles } = await import('./status/list-seeded-profiles.js')
    return listSeededProfiles(this.endpoints().postgres)
  }

  /** What `reset` would remove. Read-only. */
  async previewRemoval(stores: Stores, options?: DatasetSearch): Promise<RemovalPreview> {
    const [{ previewRemoval }, { entities }] = await Promise.all([
      import('../dataset/seeding/preview-removal.js'),
      this.extensions(),
    ])
    return previewRemoval(stores, { ...options, entities })
  }

  /** Removes every seeded dataset. Resolves to the number of removed records of each store. */
  async reset(stores: Stores, options: ResetOptions = {}): Promise<ResetReport> {
    return this.#datasets.reset(stores, options)
  }

  /**
   * Reads the three stores and checks the invariants, also the project's own. Violations do not throw; they are in the report.
   * If services run, it first waits for them to process old events, for example those of a restored snapshot.
   */
  async verify(stores: Stores, options: VerifyOptions = {}): Promise<VerifyReport> {
    const extensions = await this.extensions()
    const { verifyProject } = await import('./verify/verify-project.js')
    const report = await verifyProject(this.#recorded(), stores, extensions, options)
    if (this.#ownsStateFile) recordVerification(this.config.home, report)
    return report
  }

  /** Where a service is tested: at the given URLs, or in the running stack. Throws `STACK_NOT_RUNNING`. */
  async testedUrls(service: ServiceName, given: GivenUrls): Promise<TestedUrls> {
    const { findTestedUrls } = await import('./environment/find-tested-urls.js')
    return findTestedUrls(this.state(), service, given)
  }

  /** Keeps what `conformance` has found for a service of the stack, for the overview. */
  recordConformance(report: ConformanceReport): void {
    if (this.#ownsStateFile) recordConformance(this.config.home, report)
  }

  /** A record as the seeded dataset has it; undefined if it has none, or if another version of the generator made it. */
  async findSeededRecord(...record: Parameters<FindSeeded>): Promise<SeededFields | undefined> {
    await using stores = await this.connect()
    return await this.#datasets.findRecord(stores, ...record)
  }

  /** Runs one SELECT across the three stores of the running stack. Throws `STACK_NOT_RUNNING` and the errors of `queryAll`. */
  async query(options: Omit<QueryAllOptions, 'root' | 'entities'>): Promise<QueryAllResult> {
    const endpoints = await this.#runningEndpoints()
    const { entities } = await this.extensions()
    const { queryAll } = await import('../query/across/query-all.js')
    return queryAll(endpoints, { root: this.config.root, entities, ...options })
  }

  /**
   * Holds the stack lock while migrations are planned and run, so that no other command stops the engines meanwhile; undefined if
   * homemanager runs none of them. Throws `LOCK_TIMEOUT`.
   */
  async lockForMigrations(options: StackLockOptions): Promise<Disposable | undefined> {
    const { lockForMigrations } = await import('./lock/lock-for-migrations.js')
    return lockForMigrations(this.#recorded(), options)
  }

  /** The migrations of open stores, with the project's settings. `isLocked`: the caller holds the stack lock. */
  async migrations(
    stores: Stores,
    { isLocked = false, ...options }: MigrateOptions & { readonly isLocked?: boolean } = {},
  ): Promise<ProjectMigrations> {
    const [{ ProjectMigrations }, { startRecordingMigrations }] = await Promise.all([
      import('./project-migrations.js'),
      import('./up/record-migrations.js'),
    ])
    return new ProjectMigrations(stores, {
      ...(this.#ownsStateFile
        ? {
            startRecording: () =>
              startRecordingMigrations(this.config, {
                isMigrated: async () => this.isMigrated(STORE_NAMES),
                isLocked,
              }),
          }
        : {}),
      ...this.config.migrations,
      ...options,
      config: this.config,
      protectedStores: listProtectedStores(this.config),
    })
  }

  /** Writes one archive for a command that failed: the data, the logs, the events and the versions. */
  async saveFailure(
    file: string,
    failed: FailedCommand,
    options: SnapshotOptions,
  ): Promise<ExportedSnapshot> {
    const { saveFailure } = await import('./snapshot/save-failure.js')
    return saveFailure(this.config, file, failed, options)
  }

  /** The snapshots of the project. */
  async snapshots(): Promise<ProjectSnapshots> {
    const { ProjectSnapshots } = await import('./snapshot/project-snapshots.js')
    return new ProjectSnapshots(this.config)
  }

  /** Makes a second project with the data of this one, or of a snapshot, and starts it. Throws `BRANCH_EXISTS`. */
  async createBranch(options: BranchOptions): Promise<BranchReport> {
    const { createBranch } = await import('./branch/create-branch.js')
    return createBranch(this.config, options)
  }

  /** The branches of this project, the newest first. */
  async branches(): Promise<readonly Branch[]> {
    const { listBranches } = await import('./branch/branches.js')
    return listBranches(this.config)
  }

  /** Finds a branch, also one that is incomplete. Throws `BRANCH_NOT_FOUND`. */
  async branch(name: string): Promise<Branch> {
    const { findBranch } = await import('./branch/branches.js')
    return findBranch(this.config, name)
  }

  /** Stops a branch and deletes its data. Throws `BRANCH_NOT_FOUND`. */
  async deleteBranch(name: string, options: Omit<DownOptions, 'volumes'>): Promise<Branch> {
    const { deleteBranch } = await import('./branch/delete-branch.js')
    return deleteBranch(this.config, name, options)
  }

  /** The events and sagas of open stores. */
  async events(stores: Stores): Promise<ProjectEvents> {
    const { ProjectEvents } = await import('./events/project-events.js')
    return new ProjectEvents(
      stores,
      () => assertUnprotected(this.config),
      () => toSubscriptions(getSubscriptions(this.config), this.state().services?.urls, this.config.home),
      async () => (await this.extensions()).createEventHandlers,
      async (...record) => this.#datasets.findRecord(stores, ...record),
    )
  }

  /**
   * Runs a program with the environment of the running stack, on this process's terminal. Resolves to its exit code. Throws
   * `STACK_NOT_RUNNING`, `PROGRAM_MISSING` and `PROGRAM_NOT_RUNNABLE`.
   */
  async exec(program: Omit<ForegroundProgram, 'env'>): Promise<number> {
    const env = this.environment()
    const { runInForeground } = await import('./environment/run-in-foreground.js')
    return runInForeground({ ...program, env, unset: listOverridingVariables(this.endpoints()) })
  }

  /** Throws `PROGRAM_MISSING`, before a stack is started for `exec`. */
  async assertProgramExists(program: Pick<ForegroundProgram, 'command' | 'cwd'>): Promise<void> {
    const { assertProgramExists } = await import('./environment/run-in-foreground.js')
    assertProgramExists(program)
  }

  /**
   * Runs the command-line client of a store, connected to the running stack. Resolves to its exit code. Throws as `exec`
   * does. `onStarted` is called with a function that forwards a signal to the client.
   */
  async shell(
    name: StoreName,
    args: readonly string[],
    onStarted: NonNullable<ForegroundProgram['onStarted']>,
  ): Promise<number> {
    const endpoint = (await this.#runningEndpoints())[name]
    const { runShell } = await import('./environment/run-shell.js')
    return runShell(name, endpoint, args, onStarted)
  }

  /** Copies the current data of the three stores. Throws `FORK_FAILED`. */
  async fork(): Promise<Fork> {
    const { createFork } = await import('./fork/create-fork.js')
    return createFork(this.#recorded(), await this.#runningEndpoints())
  }
}
