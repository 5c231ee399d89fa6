import { type ConfigFlags, resolveConfig } from '../config/resolve-config.js'
import type { ResolvedConfig } from '../config/resolved-config.js'
import type { AddonName } from '../core/addon-name.js'
import type { ComponentName } from '../core/component-name.js'
import { debug } from '../core/debug.js'
import type { Endpoints } from '../core/endpoints.js'
import { SERVICE_NAMES, type ServiceName } from '../core/service-name.js'
import type { StoreName } from '../core/store-name.js'
import type { ResetOptions, ResetReport } from '../dataset/seeding/reset-stores.js'
import type { SeedPreview } from '../dataset/seeding/preview-dataset.js'
import type { SeedOptions, SeedReport } from '../dataset/seeding/seed-stores.js'
import type { MigrateOptions } from '../migrations/migrate-options.js'
import type { MigrateReport } from '../migrations/migrate-report.js'
import type { Stores } from '../stores/stores.js'
import type { VerifyOptions, VerifyReport } from '../verify/verify-stores.js'
import type { WaitOptions } from './components/wait-for-components.js'
import { getAddonUrls } from './components/requested-addons.js'
import { formatEndpoints, resolveEndpoints } from './connect/resolve-endpoints.js'
import type { Diagnosis } from './doctor/diagnose.js'
import type { OrphanedResources } from './doctor/orphaned-resources.js'
import type { Fork } from './fork/create-fork.js'
import type { LogSource } from './logs/get-log-sources.js'
import { toEnvironment } from './stack/to-environment.js'
import type { StackStatus } from './stack/stack-status.js'
import type { StackState } from './state/stack-state.js'
import { readState, writeState } from './state/state-file.js'
import type { DownOptions, DownReport } from './stop/stop-stack.js'
import type { UpReport } from './up/find-running-stack.js'
import type { UpOptions } from './up/up-options.js'

/**
 * Opens a project: resolves its settings once. Reads no state, connects to nothing and loads no driver. Throws
 * `CONFIG_INVALID`.
 */
export async function openProject(settings: ConfigFlags): Promise<Project> {
  return new Project(await resolveConfig(settings))
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

  /** Without `readState`, the state is that of the state file at the time of each call. */
  constructor(config: ResolvedConfig, readProjectState?: () => StackState) {
    this.config = config
    this.#ownsStateFile = readProjectState === undefined
    this.#readState = readProjectState ?? (() => readState(config).state)
  }

  /** The services that the user runs: `services.<name>.url` is set. */
  get ownServices(): readonly ServiceName[] {
    return SERVICE_NAMES.filter((name) => this.config.services[name].url !== undefined)
  }

  /** What the last command recorded: engines, add-ons, services, ports. */
  state(): StackState {
    return this.#readState()
  }

  /** The addresses of the stores of the running stack. Throws `STACK_NOT_RUNNING`. */
  endpoints(): Endpoints {
    const endpoints = resolveEndpoints(this.config, this.state())
    debug(() => formatEndpoints(endpoints))
    return endpoints
  }

  /** The URLs of the add-ons: the configured one, else that of the running add-on. An add-on without either is missing. */
  addonUrls(): Readonly<Partial<Record<AddonName, string>>> {
    return getAddonUrls(this.config, this.state())
  }

  /** The environment variables with which programs connect to the running stack. Throws `STACK_NOT_RUNNING`. */
  environment(): Readonly<Record<string, string>> {
    return toEnvironment(this.endpoints(), this.state().services?.urls.gateway, this.addonUrls())
  }

  /** Opens the stores of the running stack. They connect on first use. Throws `STACK_NOT_RUNNING`. */
  async connect(): Promise<Stores & AsyncDisposable> {
    const endpoints = this.endpoints()
    const { openStores } = await import('../stores/open-stores.js')
    return openStores(endpoints)
  }

  /** Opens one store of the running stack without loading the drivers of the others. Throws `STACK_NOT_RUNNING`. */
  async connectStore<Name extends StoreName>(name: Name): Promise<Stores[Name]> {
    const endpoints = this.endpoints()
    const { openStore } = await import('../stores/open-stores.js')
    return openStore(name, endpoints[name])
  }

  /**
   * Starts the stack: engines, migrations, dataset, services. Idempotent. On failure it stops what it has started; data is
   * kept. One timeout covers everything; the default one leaves out loading the dataset. Throws `READY_TIMEOUT`.
   */
  async up(options: UpOptions): Promise<UpReport> {
    const since = performance.now()
    const report = await this.#findOrStart(options, since)
    const { waitFor = [], signal, reporter } = options
    if (waitFor.length > 0) {
      const { DEFAULT_UP_TIMEOUT_MS } = await import('./up/up-options.js')
      const timeoutMs = options.timeoutMs ?? DEFAULT_UP_TIMEOUT_MS
      // Without an explicit timeout, the time for loading the dataset does not count.
      const start = options.timeoutMs === undefined && options.seed !== undefined ? performance.now() : since
      await this.wait(waitFor, { timeoutMs, deadline: start + timeoutMs, signal, reporter })
    }
    const { checkOwnServices } = await import('./stack/check-own-services.js')
    return { ...report, status: await checkOwnServices(this.config, report.status) }
  }

  async #findOrStart(options: UpOptions, since: number): Promise<UpReport> {
    const { findRunningStack } = await import('./up/find-running-stack.js')
    const running = await findRunningStack(this.config, options, since)
    if (running !== undefined) return running
    const { startStack } = await import('./up/start-stack.js')
    return startStack(this.config, options, since)
  }

  /** Stops the services, engines and add-ons, but no external engine. Data is kept unless `volumes` is set. */
  async down(options: DownOptions): Promise<DownReport> {
    const { stopStack } = await import('./stop/stop-stack.js')
    return stopStack(this.config, options)
  }

  /** The volumes or directories that `down` with `volumes` would delete. */
  async listData(): Promise<readonly string[]> {
    const { listData } = await import('./stop/stop-stack.js')
    return listData(this.config)
  }

  /** Checks every component by its own protocol. Read-only. */
  async status(): Promise<StackStatus> {
    const { getStackStatus } = await import('./stack/get-stack-status.js')
    return getStackStatus(this.config)
  }

  /** Resolves to the status once the components are ready; default: all. Throws `READY_TIMEOUT`. */
  async wait(components: readonly ComponentName[] | undefined, options: WaitOptions): Promise<StackStatus> {
    const { waitForComponents } = await import('./components/wait-for-components.js')
    return waitForComponents(this.config, components, options)
  }

  /** The log of one component, or of all. Throws `UNKNOWN_COMPONENT`. */
  async logs(name?: string): Promise<readonly LogSource[]> {
    const { getLogSources } = await import('./logs/get-log-sources.js')
    return getLogSources(this.config, name)
  }

  /** Checks everything that the stack depends on. Read-only. */
  async doctor(): Promise<Diagnosis> {
    const { diagnose } = await import('./doctor/diagnose.js')
    return diagnose(this.config)
  }

  /** Removes resources that `doctor` has found to belong to deleted projects, with their data. */
  async removeOrphans(orphans: OrphanedResources): Promise<void> {
    const { removeOrphanedResources } = await import('./doctor/orphaned-resources.js')
    return removeOrphanedResources(orphans)
  }

  /** The project's settings for everything that runs migrations. */
  get migrationSettings(): Required<
    Pick<MigrateOptions, 'directories' | 'lockTimeoutMs' | 'statementTimeoutMs'>
  > {
    return this.config.migrations
  }

  /** Applies pending migrations. A failed migration does not throw; it is in the report. */
  async migrate(stores: Stores, options: MigrateOptions = {}): Promise<MigrateReport> {
    const { migrateStores } = await import('../migrations/migrate-stores.js')
    return migrateStores(stores, { ...this.migrationSettings, ...options })
  }

  /** Whether no migration is pending, checked without loading the modules that run migrations. */
  async isMigrated(only: readonly StoreName[]): Promise<boolean> {
    const { hasNoPendingMigrations } = await import('../migrations/has-no-pending-migrations.js')
    return hasNoPendingMigrations(this.endpoints(), { directories: this.config.migrations.directories, only })
  }

  /** Loads a dataset. A profile's path is relative to the project's directory, or to `cwd`. */
  async seed(stores: Stores, options: SeedOptions = {}): Promise<SeedReport> {
    const { seedStores } = await import('../dataset/seeding/seed-stores.js')
    return seedStores(stores, { cwd: this.config.root, ...options })
  }

  /** Generates a dataset without writing it: counts, sizes and a sample of each entity. */
  async preview(options: SeedOptions = {}): Promise<SeedPreview> {
    const { previewDataset } = await import('../dataset/seeding/preview-dataset.js')
    return previewDataset({ cwd: this.config.root, ...options })
  }

  /** Removes every seeded dataset. Resolves to the number of removed records of each store. */
  async reset(stores: Stores, options: ResetOptions = {}): Promise<ResetReport> {
    const { resetStores } = await import('../dataset/seeding/reset-stores.js')
    const report = await resetStores(stores, options)
    const state = this.state()
    // Otherwise `up --seed` would skip a profile that is no longer loaded.
    if (this.#ownsStateFile && state.seeded.length > 0) writeState(this.config, { ...state, seeded: [] })
    return report
  }

  /** Reads the three stores and checks the invariants. Violations do not throw; they are in the report. */
  async verify(stores: Stores, options: VerifyOptions = {}): Promise<VerifyReport> {
    const { verifyStores } = await import('../verify/verify-stores.js')
    return verifyStores(stores, options)
  }

  /** Copies the current data of the three stores. Throws `FORK_FAILED`. */
  async fork(): Promise<Fork> {
    const { createFork } = await import('./fork/create-fork.js')
    return createFork(this.config, this.state(), this.endpoints())
  }
}
