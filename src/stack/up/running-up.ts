import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { PART_PROGRAMS, type OptionalPart } from '../../core/optional-part.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import { chooseProvider, type ProviderChoice } from '../choose-provider.js'
import { knownEngines } from '../known-engines.js'
import { knownParts } from '../known-parts.js'
import { otherImage } from '../other-image.js'
import { choosePorts, type PortPlan } from '../ports/choose-ports.js'
import { portTaken } from '../ports/port-taken.js'
import { endProcess } from '../providers/end-process.js'
import { loadProvider } from '../providers/load-provider.js'
import type { PartRecord } from '../providers/provider.js'
import { hostHere } from '../service-host/host-here.js'
import { runningServices } from '../service-host/remembered-services.js'
import { type ServiceHost, spawnServiceHost } from '../service-host/spawn-service-host.js'
import { STACK_ERRORS } from '../stack-errors.js'
import type { StackEngine, StackState } from '../stack-state.js'
import { readState, writeState } from '../state-file.js'
import { wantedParts } from '../wanted-parts.js'
import { loadMigrator, migrateOnce, seedOnce } from './migrate-and-seed.js'
import { servicesMessage } from './services-message.js'
import { startEngine, type StartEngineRequest } from './start-engine.js'
import { startPart } from './start-part.js'
import type { UpOptions } from './up-options.js'

const STOP_GRACE_MS = 5000
const PORT_TRIES = 5

/** One run of `up` under the lock: what it started, so that it can be undone, and the state as it grows. */
export class RunningUp {
  readonly #config: ResolvedConfig
  readonly #options: UpOptions
  readonly #deadline: number
  readonly #started: StackEngine[] = []
  readonly #startedParts: PartRecord[] = []
  readonly #abort = new AbortController()
  readonly #opened: AsyncDisposable[] = []
  readonly #initial: StackState
  #state: StackState
  #host: ServiceHost | undefined

  constructor(config: ResolvedConfig, options: UpOptions, deadline: number) {
    this.#config = config
    this.#options = options
    this.#deadline = deadline
    this.#initial = readState(config).state
    this.#state = this.#initial
  }

  async all(): Promise<StackState> {
    const { services, story } = this.#options
    await this.#lookAround()
    const choice = await chooseProvider(this.#config, this.#state)
    if (choice.reason !== undefined) story.note(`Provider: ${choice.name} (${choice.reason}).`)
    this.#save({ provider: choice.name })
    if (services !== 'none') await this.#endOldServices()
    const wanted = this.#wantedParts(choice)
    const ports = await this.#choosePorts(choice, wanted)
    // Its modules load while the engines start.
    if (services === 'background') this.#host = spawnServiceHost(this.#config.home)
    if (services === 'here' || services === 'foreground') this.#host = hostHere(services)
    const stores = await this.#startAll(choice, ports, wanted)
    this.#save({ migrated: await migrateOnce(this.#config, stores, this.#options) })
    const seeding = seedOnce(this.#state.seeded, stores, this.#options)
    const [seeded] = await Promise.all([
      seeding,
      services === 'none' ? undefined : this.#letServicesGo(ports),
    ])
    this.#save({ seeded })
    await this.#close()
    return this.#state
  }

  /** Ends everything that this run started. Data and logs stay. */
  async undo(): Promise<void> {
    this.#abort.abort()
    await this.#host?.[Symbol.asyncDispose]()
    await this.#close()
    const { parts } = await loadProvider(this.#startedParts.length > 0 ? 'docker' : 'external')
    await Promise.all([
      ...this.#started.map(async (engine) => {
        const provider = await loadProvider(engine.provider)
        await provider.stop(engine, STOP_GRACE_MS)
      }),
      ...this.#startedParts.map(async (record) => parts?.stop(record, STOP_GRACE_MS)),
    ])
    // No data was made, so the next run may choose its provider anew.
    if (this.#started.length === 0) this.#state = { ...this.#initial }
    const mine = new Set(this.#started.map((engine) => engine.store))
    const { services, ...rest } = this.#state
    const kept = services !== undefined && this.#options.services === 'background' ? { services } : {}
    this.#state = { ...rest, ...kept }
    this.#save({
      engines: this.#state.engines.filter((engine) => !mine.has(engine.store)),
      parts: (this.#state.parts ?? []).filter((part) => !this.#startedParts.includes(part)),
    })
  }

  /** What runs already is taken over, also where the state file is lost or was never written. */
  async #lookAround(): Promise<void> {
    const engines = await knownEngines(this.#config, this.#state)
    const parts = await knownParts(this.#config, this.#state, engines)
    const running = engines.filter((each) => each.running).map(({ engine }) => engine)
    const [first] = running
    const provider = this.#state.provider ?? first?.provider
    const ports = Object.fromEntries(running.map(({ store, port }) => [store, port]))
    this.#state = {
      ...this.#state,
      ...(provider === undefined ? {} : { provider }),
      ports: { ...this.#state.ports, ...ports },
      engines: running,
      parts: parts.filter((each) => each.running).map(({ record }) => record),
    }
  }

  /** The optional parts that are missing. Throws `PART_NEEDS_DOCKER`. */
  #wantedParts(choice: ProviderChoice): readonly OptionalPart[] {
    const running = this.#state.parts ?? []
    const wanted = wantedParts(this.#config, this.#state).filter(
      (part) => !running.some((record) => record.part === part),
    )
    const [first] = wanted
    if (first === undefined || choice.name === 'docker') return wanted
    const url = first === 'cache' ? 'HOMEMANAGER_REDIS_URL' : 'HOMEMANAGER_POSTGRES_POOL_URL'
    throw new HomeError(STACK_ERRORS.PART_NEEDS_DOCKER, {
      message: `The optional part ${first} (${PART_PROGRAMS[first]}) runs in Docker only, and the provider is ${choice.name}.`,
      suggestion: `Run homemanager up --provider docker --with ${first}, or set ${url} to one that runs.`,
    })
  }

  async #choosePorts(choice: ProviderChoice, wanted: readonly OptionalPart[]): Promise<PortPlan> {
    const engines = STORE_NAMES.filter((store) => choice.of(store) !== 'external' && !this.#keeps(store))
    const services = this.#options.services === 'none' ? [] : (['gateway', ...SERVICE_NAMES] as const)
    const parts = wanted.map((part) => PART_PROGRAMS[part])
    return this.#freePorts([...engines, ...services, ...parts])
  }

  async #freePorts(names: readonly PortName[], taken?: number): Promise<PortPlan> {
    const remembered = this.#state.ports
    const { ports, moved } = await choosePorts(this.#config, names, remembered, taken)
    for (const { name, from, to, owner } of moved) {
      this.#options.story.warn(`Port ${from} is in use by ${owner}; ${name} moves to ${to} and stays there.`)
    }
    this.#save({ ports: { ...remembered, ...ports } })
    return ports
  }

  /** The engine of the state, unless its port is not the one that the user pinned. */
  #keeps(store: StoreName): StackEngine | undefined {
    const { port, pinned } = this.#config.ports[store]
    const known = this.#state.engines.find((engine) => engine.store === store)
    if (known === undefined || otherImage(this.#config, known)) return undefined
    return !pinned || known.port === port ? known : undefined
  }

  async #startAll(choice: ProviderChoice, ports: PortPlan, wanted: readonly OptionalPart[]): Promise<Stores> {
    const postgres = this.#startOne('postgres', choice, ports)
    const dynamodb = this.#startOne('dynamodb', choice, ports)
    const mongo = this.#startOne('mongo', choice, ports)
    const engines = Promise.all([postgres, dynamodb, mongo])
    const parts = wanted.map(async (part) => this.#startPart(part, ports, engines))
    const all = [postgres, dynamodb, mongo, ...parts]
    // The first failure stops the others, and undo must not race with their starts.
    const failures: unknown[] = []
    for (const one of [...all, engines]) {
      one.catch((error: unknown) => {
        failures.push(error)
        this.#abort.abort()
      })
    }
    await Promise.allSettled(all)
    if (failures.length > 0) throw failures[0]
    return { postgres: await postgres, dynamodb: await dynamodb, mongo: await mongo }
  }

  async #startOne<Name extends StoreName>(
    store: Name,
    choice: ProviderChoice,
    ports: PortPlan,
  ): Promise<Stores[Name]> {
    const known = this.#keeps(store)
    const old = this.#state.engines.find((engine) => engine.store === store)
    if (old !== undefined && known === undefined) {
      await (await loadProvider(old.provider)).stop(old, STOP_GRACE_MS)
    }
    return this.#onFreePort(store, ports[store] ?? known?.port, async (port) => {
      const ready = await startEngine(store, {
        ...this.#startRequest(port),
        provider: choice.of(store),
        known,
        onStarted: (engine) => {
          // `--pull always` may have found that the container is still right.
          if (engine.containerId === undefined || engine.containerId !== known?.containerId)
            this.#started.push(engine)
          this.#remember(engine)
          void loadMigrator()
        },
      })
      this.#opened.push(ready.store)
      this.#remember(ready.engine)
      return ready.store
    })
  }

  async #startPart(part: OptionalPart, ports: PortPlan, engines: Promise<unknown>): Promise<void> {
    const { parts: runner } = await loadProvider('docker')
    const name = PART_PROGRAMS[part]
    if (runner === undefined) return
    await this.#onFreePort(name, ports[name], async (port) =>
      startPart(part, {
        ...this.#startRequest(port),
        runner,
        engines,
        onStarted: (record) => {
          this.#startedParts.push(record)
          const others = (this.#state.parts ?? []).filter((each) => each.part !== part)
          this.#save({ parts: [...others, record] })
        },
      }),
    )
  }

  #startRequest(
    port: number,
  ): Pick<StartEngineRequest, 'config' | 'port' | 'pull' | 'signal' | 'deadline' | 'story'> {
    return {
      config: this.#config,
      port,
      pull: this.#options.pull ?? 'missing',
      signal: AbortSignal.any([this.#options.signal, this.#abort.signal]),
      deadline: this.#deadline,
      story: this.#options.story,
    }
  }

  /** Somebody may take a port after it was found free: the next one is tried then, or the pinned one refused. */
  async #onFreePort<T>(
    name: PortName,
    chosen: number | undefined,
    start: (port: number) => Promise<T>,
  ): Promise<T> {
    let port = chosen ?? this.#config.ports[name].port
    for (let tries = 1; ; tries++) {
      try {
        return await start(port)
      } catch (error) {
        if (tries === PORT_TRIES || !(await portTaken(error, port))) throw error
        port = (await this.#freePorts([name], port))[name] ?? port
      }
    }
  }

  async #letServicesGo(ports: PortPlan): Promise<void> {
    const task = this.#options.story.task('services')
    const message = servicesMessage(this.#config, this.#state, ports)
    const services = await this.#host?.go(message, this.#deadline)
    if (services === undefined) return
    task.succeed(`gateway on port ${message.ports.gateway}`)
    this.#save({ services })
  }

  /** The services of an earlier run are not well, or `up` would have returned early. */
  async #endOldServices(): Promise<void> {
    const services = runningServices(this.#state, this.#config.home)
    if (services !== undefined && services.owner === undefined) {
      await endProcess(services.process, 'SIGTERM', STOP_GRACE_MS)
    }
    const { services: _, ...rest } = this.#state
    this.#state = rest
    this.#save({})
  }

  #remember(engine: StackEngine): void {
    this.#save({ engines: [...this.#state.engines.filter(({ store }) => store !== engine.store), engine] })
  }

  #save(change: Partial<StackState>): void {
    this.#state = { ...this.#state, ...change }
    writeState(this.#config, this.#state)
  }

  async #close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((store) => store[Symbol.asyncDispose]()))
  }
}
