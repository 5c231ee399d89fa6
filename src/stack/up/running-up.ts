import type { ResolvedConfig } from '../../config/resolved-config.js'
import { PART_PROGRAMS, type OptionalPart } from '../../core/optional-part.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import { chooseProvider, type ProviderChoice } from '../choose-provider.js'
import { otherImage } from '../other-image.js'
import type { PortPlan } from '../ports/choose-ports.js'
import { portFree } from '../ports/port-free.js'
import { loadProvider } from '../providers/load-provider.js'
import type { PartRecord } from '../providers/provider.js'
import { endEngine } from '../end-engine.js'
import { hostHere } from '../service-host/host-here.js'
import { type ServiceHost, spawnServiceHost } from '../service-host/spawn-service-host.js'
import type { StackEngine, StackState } from '../stack-state.js'
import { readState, writeState } from '../state-file.js'
import { FreePorts, PORT_TRIES } from './free-ports.js'
import { loadMigrator, migrateOnce, seedOnce } from './migrate-and-seed.js'
import { missingParts } from './missing-parts.js'
import { oldServices } from './old-services.js'
import { runningState } from './running-state.js'
import { servicesMessage } from './services-message.js'
import { startEngine, type StartEngineRequest } from './start-engine.js'
import { startPart } from './start-part.js'
import type { UpOptions } from './up-options.js'

const STOP_GRACE_MS = 5000

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
  readonly #ports: FreePorts
  #state: StackState
  #host: ServiceHost | undefined

  constructor(config: ResolvedConfig, options: UpOptions, deadline: number) {
    this.#config = config
    this.#options = options
    this.#deadline = deadline
    this.#initial = readState(config).state
    this.#state = this.#initial
    this.#ports = new FreePorts(config, options.story, {
      read: () => this.#state.ports,
      write: (ports) => this.#save({ ports }),
    })
  }

  async all(): Promise<StackState> {
    const { services, story } = this.#options
    this.#state = await runningState(this.#config, this.#state)
    const choice = await chooseProvider(this.#config, this.#state)
    if (choice.reason !== undefined) story.note(`Provider: ${choice.name} (${choice.reason}).`)
    this.#save({ provider: choice.name })
    const wanted = missingParts(this.#config, this.#state, choice.name)
    const ports = await this.#choosePorts(choice, wanted)
    // Its modules load while the engines start.
    this.#host = this.#newHost()
    const { stores, migrated } = await this.#startAll(choice, ports, wanted)
    this.#save({ migrated })
    const seeding = seedOnce(this.#state.seeded, stores, this.#options)
    const [seeded] = await Promise.all([
      seeding,
      services === 'none' ? undefined : this.#letServicesGo(ports),
    ])
    this.#save({ seeded })
    await this.#close()
    return this.#state
  }

  /** Ends everything that this run started. Logs stay, and data but what is unfinished. */
  async undo(): Promise<void> {
    this.#abort.abort()
    await this.#host?.[Symbol.asyncDispose]()
    await this.#close()
    const { parts } = await loadProvider(this.#startedParts.length > 0 ? 'docker' : 'external')
    await Promise.all([
      ...this.#started.map(async (engine) => {
        const now = this.#state.engines.find(({ store }) => store === engine.store)
        await endEngine(this.#config, now ?? engine, STOP_GRACE_MS)
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

  async #choosePorts(choice: ProviderChoice, wanted: readonly OptionalPart[]): Promise<PortPlan> {
    const engines = STORE_NAMES.filter((store) => choice.of(store) !== 'external' && !this.#keeps(store))
    const services = this.#options.services === 'none' ? [] : (['gateway', ...SERVICE_NAMES] as const)
    const parts = wanted.map((part) => PART_PROGRAMS[part])
    const replaced = this.#state.engines.filter((engine) => engines.includes(engine.store))
    const own = {
      ...Object.fromEntries(replaced.map(({ store, port }) => [store, port])),
      ...oldServices(this.#state, this.#config.home).ports,
    }
    return this.#ports.choose([...engines, ...services, ...parts], { own })
  }

  /** The engine of the state, unless its port is not the one that the user pinned. */
  #keeps(store: StoreName): StackEngine | undefined {
    const { port, pinned } = this.#config.ports[store]
    const known = this.#state.engines.find((engine) => engine.store === store)
    if (known === undefined || otherImage(this.#config, known)) return undefined
    return !pinned || known.port === port ? known : undefined
  }

  /** Each store is migrated as soon as it answers. */
  async #startAll(
    choice: ProviderChoice,
    ports: PortPlan,
    wanted: readonly OptionalPart[],
  ): Promise<{ readonly stores: Stores; readonly migrated: string }> {
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
    const signal = AbortSignal.any([this.#options.signal, this.#abort.signal])
    const migrating = migrateOnce(this.#config, { postgres, dynamodb, mongo }, { ...this.#options, signal })
    await Promise.allSettled([...all, migrating])
    if (failures.length > 0) throw failures[0]
    const migrated = await migrating
    return { stores: { postgres: await postgres, dynamodb: await dynamodb, mongo: await mongo }, migrated }
  }

  async #startOne<Name extends StoreName>(
    store: Name,
    choice: ProviderChoice,
    ports: PortPlan,
  ): Promise<Stores[Name]> {
    const known = this.#keeps(store)
    const old = this.#state.engines.find((engine) => engine.store === store)
    // The Docker provider ends a container that it replaces itself, once it has the new image.
    const replaced = old?.provider === 'docker' && choice.of(store) === 'docker'
    if (old !== undefined && known === undefined && !replaced) {
      await endEngine(this.#config, old, STOP_GRACE_MS)
    }
    // Ended before it was ready, by a kill -9 or with the machine.
    const before = this.#initial.engines.find((engine) => engine.store === store)
    if (old === undefined && before?.unfinished) await endEngine(this.#config, before, STOP_GRACE_MS)
    return this.#ports.on(store, ports[store] ?? known?.port, async (port) => {
      const ready = await startEngine(store, {
        ...this.#startRequest(port),
        provider: choice.of(store),
        known,
        onLaunched: () => void loadMigrator(),
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
    await this.#ports.on(name, ports[name], async (port) =>
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

  async #letServicesGo(chosen: PortPlan): Promise<void> {
    const task = this.#options.story.task('services')
    // As late as can be: an `up` that fails before leaves them as they are.
    await oldServices(this.#state, this.#config.home).end()
    const { services: _, ...rest } = this.#state
    this.#state = rest
    let ports = chosen
    for (let tries = 1; ; tries++) {
      const message = servicesMessage(this.#config, this.#state, ports)
      try {
        const services = await this.#host?.go(message, this.#deadline)
        if (services === undefined) return
        task.succeed(`gateway on port ${message.ports.gateway}`)
        this.#save({ services })
        return
      } catch (error) {
        await this.#host?.[Symbol.asyncDispose]()
        const free = await Promise.all(Object.values(message.ports).map(portFree))
        if (tries === PORT_TRIES || this.#options.signal.aborted || free.every(Boolean)) {
          task.fail()
          throw error
        }
        // Somebody took a port after it was found free.
        ports = { ...ports, ...(await this.#ports.choose(['gateway', ...SERVICE_NAMES])) }
        this.#host = this.#newHost()
      }
    }
  }

  #newHost(): ServiceHost | undefined {
    const { services } = this.#options
    if (services === 'none') return undefined
    return services === 'background' ? spawnServiceHost(this.#config.home) : hostHere(services)
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
