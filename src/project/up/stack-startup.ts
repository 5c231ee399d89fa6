import type { ResolvedConfig } from '../../config/resolved-config.js'
import { type AddonName } from '../../core/addon-name.js'
import { debug } from '../../core/debug.js'
import { HomeError } from '../../core/home-error.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { settleAllOrAbort } from '../../core/settle-all-or-abort.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import { chooseProvider, type ProviderChoice } from '../components/choose-provider.js'
import { hasDifferentImage } from '../components/has-different-image.js'
import type { PortPlan } from '../ports/choose-ports.js'
import { isPortFree } from '../ports/is-port-free.js'
import { loadProvider } from '../components/load-provider.js'
import type { AddonRecord } from '../../providers/provider.js'
import { stopProcess } from '../../providers/stop-process.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import { stopEngine } from '../stop/stop-engine.js'
import { createInProcessHost } from '../service-host/in-process-host.js'
import { type ServiceHost, spawnServiceHost } from '../service-host/spawn-service-host.js'
import type { ServicesRecord, StackEngine, StackState } from '../state/stack-state.js'
import { readState, writeState } from '../state/state-file.js'
import { PortAllocator, MAX_PORT_ATTEMPTS } from './port-allocator.js'
import { loadMigrator, applyPendingMigrations, seedOnce } from './migrate-and-seed.js'
import { listMissingAddons } from './list-missing-addons.js'
import { findPreviousServices } from './previous-services.js'
import { detectRunningState } from './detect-running-state.js'
import { createStartMessage } from './create-start-message.js'
import { startEngine, type StartEngineRequest } from './start-engine.js'
import { startAddon } from './start-addon.js'
import type { UpOptions } from './up-options.js'

const STOP_GRACE_MS = 5000

/** One run of `up` under the lock. It records what it starts, so that it can be undone, and updates the state. */
export class StackStartup {
  readonly #config: ResolvedConfig
  readonly #options: UpOptions
  readonly #deadline: number
  readonly #started: StackEngine[] = []
  readonly #startedAddons: AddonRecord[] = []
  /** Aborted by the first failure, so that everything else of this run ends. */
  readonly #abort = new AbortController()
  readonly #signal: AbortSignal
  readonly #openedStores: AsyncDisposable[] = []
  readonly #initial: StackState
  readonly #ports: PortAllocator
  #state: StackState
  #host: ServiceHost | undefined
  #startedServices: ServicesRecord | undefined

  constructor(config: ResolvedConfig, options: UpOptions, deadline: number) {
    this.#config = config
    this.#options = options
    this.#deadline = deadline
    this.#signal = AbortSignal.any([options.signal, this.#abort.signal])
    this.#initial = readState(config).state
    this.#state = this.#initial
    this.#ports = new PortAllocator(config, options.reporter, {
      read: () => this.#state.ports,
      write: (ports) => this.#save({ ports }),
    })
  }

  async run(): Promise<StackState> {
    const { services, reporter } = this.#options
    this.#state = await detectRunningState(this.#config, this.#state)
    const choice = await chooseProvider(this.#config, this.#state)
    if (choice.reason !== undefined)
      reporter.note(`Provider: ${choice.name} (${choice.reason.replace(/\.$/, '')}).`)
    this.#save({ provider: choice.name })
    const addons = listMissingAddons(
      this.#config,
      { recorded: this.#initial, current: this.#state },
      choice.name,
    )
    const ports = await this.#choosePorts(choice, addons)
    // The host loads its modules while the engines start.
    this.#host = this.#createHost()
    const { stores, migrated } = await this.#startAll(choice, ports, addons)
    this.#save({ migrated })
    const seed = async (signal: AbortSignal): Promise<readonly string[]> =>
      seedOnce(this.#config, this.#state.seeded, stores, { ...this.#options, signal })
    const limited = this.#options.timeoutMs !== undefined
    const seeding = limited ? this.#runUntilDeadline('Seeding', seed) : seed(this.#signal)
    const serving = services === 'none' ? Promise.resolve() : this.#startServices(ports)
    const [seeded] = await settleAllOrAbort(this.#abort, [seeding, serving])
    this.#save({ seeded })
    await this.#closeStores()
    return this.#state
  }

  /** Stops everything that this run started. Logs are kept, and all data whose initialization was complete. */
  async undo(): Promise<void> {
    this.#abort.abort()
    await this.#stopServices()
    await this.#closeStores()
    const { addons } = await loadProvider(this.#startedAddons.length > 0 ? 'docker' : 'external')
    await Promise.all([
      ...this.#started.map(async (engine) => {
        const current = this.#state.engines.find(({ store }) => store === engine.store)
        await stopEngine(this.#config, current ?? engine, STOP_GRACE_MS)
      }),
      ...this.#startedAddons.map(async (record) => addons?.stop(record, STOP_GRACE_MS)),
    ])
    // No data was created, so the next run may choose the provider again.
    if (this.#started.length === 0) this.#state = { ...this.#initial }
    if (this.#startedServices !== undefined) this.#forgetServices()
    const stopped = new Set(this.#started.map((engine) => engine.store))
    this.#save({
      engines: this.#state.engines.filter((engine) => !stopped.has(engine.store)),
      addons: (this.#state.addons ?? []).filter((addon) => !this.#startedAddons.includes(addon)),
    })
  }

  async #choosePorts(choice: ProviderChoice, addons: readonly AddonName[]): Promise<PortPlan> {
    const engines = STORE_NAMES.filter(
      (store) => choice.forStore(store) !== 'external' && !this.#findReusableEngine(store),
    )
    const services = this.#options.services === 'none' ? [] : (['gateway', ...SERVICE_NAMES] as const)
    const replaced = this.#state.engines.filter((engine) => engines.includes(engine.store))
    const reusable = {
      ...Object.fromEntries(replaced.map(({ store, port }) => [store, port])),
      ...findPreviousServices(this.#state, this.#config.home).ports,
    }
    return this.#ports.allocate([...engines, ...services, ...addons], { reusable })
  }

  /** The engine in the state, unless its image or its pinned port has changed. */
  #findReusableEngine(store: StoreName): StackEngine | undefined {
    const { port, pinned } = this.#config.ports[store]
    const engine = this.#state.engines.find((candidate) => candidate.store === store)
    if (engine === undefined || hasDifferentImage(this.#config, engine)) return undefined
    return !pinned || engine.port === port ? engine : undefined
  }

  /** Starts the engines and add-ons. Each store is migrated as soon as it is ready. */
  async #startAll(
    choice: ProviderChoice,
    ports: PortPlan,
    addons: readonly AddonName[],
  ): Promise<{ readonly stores: Stores; readonly migrated: string }> {
    const postgres = this.#startEngine('postgres', choice, ports)
    const dynamodb = this.#startEngine('dynamodb', choice, ports)
    const mongo = this.#startEngine('mongo', choice, ports)
    const engines = Promise.all([postgres, dynamodb, mongo])
    const addonStarts = addons.map(async (name) => this.#startAddon(name, ports, engines))
    const all = [postgres, dynamodb, mongo, ...addonStarts]
    const migrating = this.#runUntilDeadline('The migrations', (signal) =>
      applyPendingMigrations(this.#config, { postgres, dynamodb, mongo }, { ...this.#options, signal }),
    )
    // The engines come first: if one fails to start, migrating its store fails too, and its own error says why.
    await settleAllOrAbort(this.#abort, [...all, engines, migrating])
    return {
      stores: { postgres: await postgres, dynamodb: await dynamodb, mongo: await mongo },
      migrated: await migrating,
    }
  }

  async #startEngine<Name extends StoreName>(
    store: Name,
    choice: ProviderChoice,
    ports: PortPlan,
  ): Promise<Stores[Name]> {
    const reusable = this.#findReusableEngine(store)
    const previous = this.#state.engines.find((engine) => engine.store === store)
    // The Docker provider itself stops a container that it replaces, once it has pulled the new image.
    const replaced = previous?.provider === 'docker' && choice.forStore(store) === 'docker'
    if (previous !== undefined && reusable === undefined && !replaced) {
      await stopEngine(this.#config, previous, STOP_GRACE_MS)
    }
    // The engine was killed before it was ready, with SIGKILL or by a power failure.
    const interrupted = this.#initial.engines.find((engine) => engine.store === store)
    if (previous === undefined && interrupted?.unfinished)
      await stopEngine(this.#config, interrupted, STOP_GRACE_MS)
    return this.#ports.startOnFreePort(store, ports[store] ?? reusable?.port, async (port) => {
      const ready = await startEngine(store, {
        ...this.#createStartRequest(port),
        provider: choice.forStore(store),
        recorded: reusable,
        onLaunched: () => void loadMigrator(),
        onStarted: (engine) => {
          // With `--pull always`, the provider may have kept the container because its image is current.
          if (engine.containerId === undefined || engine.containerId !== reusable?.containerId)
            this.#started.push(engine)
          this.#saveEngine(engine)
          void loadMigrator()
        },
      })
      this.#openedStores.push(ready.store)
      debug(() => `${store}: ${choice.forStore(store)}, port ${port}`)
      this.#saveEngine(ready.engine)
      return ready.store
    })
  }

  async #startAddon(name: AddonName, ports: PortPlan, engines: Promise<unknown>): Promise<void> {
    const { addons: runner } = await loadProvider('docker')
    if (runner === undefined) return
    await this.#ports.startOnFreePort(name, ports[name], async (port) =>
      startAddon(name, {
        ...this.#createStartRequest(port),
        runner,
        engines,
        onStarted: (record) => {
          this.#startedAddons.push(record)
          const others = (this.#state.addons ?? []).filter((addon) => addon.name !== name)
          this.#save({ addons: [...others, record] })
        },
      }),
    )
  }

  #createStartRequest(
    port: number,
  ): Pick<StartEngineRequest, 'config' | 'port' | 'pull' | 'signal' | 'deadline' | 'reporter'> {
    return {
      config: this.#config,
      port,
      pull: this.#options.pull ?? 'missing',
      signal: this.#signal,
      deadline: this.#deadline,
      reporter: this.#options.reporter,
    }
  }

  async #startServices(chosen: PortPlan): Promise<void> {
    const task = this.#options.reporter.task('services')
    // Stopped as late as possible: if `up` fails earlier, the previous services keep running.
    await findPreviousServices(this.#state, this.#config.home).stop()
    this.#forgetServices()
    let ports = chosen
    for (let attempt = 1; ; attempt++) {
      const message = createStartMessage(this.#config, this.#state, ports)
      try {
        const services = await this.#host?.start(message, { deadline: this.#deadline, signal: this.#signal })
        if (services === undefined) return
        task.succeed(`gateway on port ${message.ports.gateway}`)
        this.#startedServices = services
        this.#save({ services })
        debug(() => `Services: ${Object.values(services.urls).join(', ')} (pid ${services.process.pid})`)
        return
      } catch (error) {
        await this.#host?.[Symbol.asyncDispose]()
        const free = await Promise.all(Object.values(message.ports).map(isPortFree))
        if (attempt === MAX_PORT_ATTEMPTS || this.#signal.aborted || free.every(Boolean)) {
          task.fail()
          throw error
        }
        // Another process bound a port after it was chosen.
        ports = { ...ports, ...(await this.#ports.allocate(['gateway', ...SERVICE_NAMES])) }
        this.#host = this.#createHost()
      }
    }
  }

  /** Stops the services if this run started them. A background host that has detached is a process of its own. */
  async #stopServices(): Promise<void> {
    await this.#host?.[Symbol.asyncDispose]()
    const started = this.#startedServices
    if (started === undefined) return
    if (started.process.pid !== process.pid) await stopProcess(started.process, 'SIGTERM', STOP_GRACE_MS)
  }

  #forgetServices(): void {
    const { services: _, ...rest } = this.#state
    this.#state = rest
  }

  /** Runs work that has no deadline of its own. Throws `READY_TIMEOUT` if it has not ended in time. */
  async #runUntilDeadline<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), Math.max(0, this.#deadline - performance.now()))
    try {
      return await work(AbortSignal.any([this.#signal, timeout.signal]))
    } catch (error) {
      throw timeout.signal.aborted && !this.#signal.aborted ? toTimeoutError(what) : error
    } finally {
      clearTimeout(timer)
    }
  }

  #createHost(): ServiceHost | undefined {
    const { services } = this.#options
    if (services === 'none') return undefined
    return services === 'background' ? spawnServiceHost(this.#config.home) : createInProcessHost(services)
  }

  #saveEngine(engine: StackEngine): void {
    this.#save({ engines: [...this.#state.engines.filter(({ store }) => store !== engine.store), engine] })
  }

  #save(change: Partial<StackState>): void {
    this.#state = { ...this.#state, ...change }
    writeState(this.#config, this.#state)
  }

  async #closeStores(): Promise<void> {
    await Promise.all(this.#openedStores.splice(0).map((store) => store[Symbol.asyncDispose]()))
  }
}

function toTimeoutError(what: string): HomeError {
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `${what} did not finish in time.`,
    suggestion: 'Run the command again with a longer --timeout; it resumes what was interrupted.',
  })
}
