import type { ResolvedConfig } from '../../config/resolved-config.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import { endpointsOf } from '../connect-stores.js'
import { chooseProvider, type ProviderChoice } from '../choose-provider.js'
import { choosePorts, type PortPlan } from '../ports/choose-ports.js'
import { endProcess } from '../providers/end-process.js'
import { loadProvider } from '../providers/load-provider.js'
import { stillRuns } from '../providers/process-identity.js'
import { endRememberedHost } from '../service-host/remembered-host.js'
import { hostHere } from '../service-host/host-here.js'
import { type ServiceHost, spawnServiceHost } from '../service-host/spawn-service-host.js'
import type { StackEngine, StackState } from '../stack-state.js'
import { readState, writeState } from '../state-file.js'
import { migrateOnce, seedOnce } from './migrate-and-seed.js'
import { type ReadyEngine, startEngine } from './start-engine.js'
import type { UpOptions } from './up-options.js'

const STOP_GRACE_MS = 5000

/** One run of `up` under the lock: what it started, so that it can be undone, and the state as it grows. */
export class RunningUp {
  readonly #config: ResolvedConfig
  readonly #options: UpOptions
  readonly #deadline: number
  readonly #started: StackEngine[] = []
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
    const choice = await chooseProvider(this.#config, this.#state)
    if (choice.reason !== undefined) story.note(`Provider: ${choice.name} (${choice.reason}).`)
    this.#save({ provider: choice.name })
    if (services !== 'none') await this.#endOldServices()
    const ports = await this.#choosePorts(choice)
    // Its modules load while the engines start.
    if (services === 'background') this.#host = spawnServiceHost(this.#config.home)
    if (services === 'here' || services === 'foreground') this.#host = hostHere(services)
    const stores = await this.#startEngines(choice, ports)
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
    await Promise.all(
      this.#started.map(async (engine) => {
        const provider = await loadProvider(engine.provider)
        await provider.stop(engine, STOP_GRACE_MS)
      }),
    )
    // No data was made, so the next run may choose its provider anew.
    if (this.#started.length === 0) this.#state = { ...this.#initial }
    const mine = new Set(this.#started.map((engine) => engine.store))
    const { services, ...rest } = this.#state
    const kept = services !== undefined && this.#options.services === 'background' ? { services } : {}
    this.#state = { ...rest, ...kept }
    this.#save({ engines: this.#state.engines.filter((engine) => !mine.has(engine.store)) })
  }

  async #choosePorts(choice: ProviderChoice): Promise<PortPlan> {
    const engines = STORE_NAMES.filter((store) => choice.of(store) !== 'external' && !this.#keeps(store))
    const parts = this.#options.services === 'none' ? [] : (['gateway', ...SERVICE_NAMES] as const)
    const remembered = this.#state.ports
    const { ports, moved } = await choosePorts(this.#config, [...engines, ...parts], remembered)
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
    const alive = known?.process === undefined || stillRuns(known.process)
    return known !== undefined && alive && (!pinned || known.port === port) ? known : undefined
  }

  async #startEngines(choice: ProviderChoice, ports: PortPlan): Promise<Stores> {
    const starting = STORE_NAMES.map((store) => this.#startOne(store, choice, ports))
    // The first failure stops the others, and undo must not race with their starts.
    const failures: unknown[] = []
    for (const one of starting) {
      one.catch((error: unknown) => {
        failures.push(error)
        this.#abort.abort()
      })
    }
    await Promise.allSettled(starting)
    if (failures.length > 0) throw failures[0]
    const [postgres, dynamodb, mongo] = (await Promise.all(starting)) as [
      ReadyEngine<'postgres'>,
      ReadyEngine<'dynamodb'>,
      ReadyEngine<'mongo'>,
    ]
    return { postgres: postgres.store, dynamodb: dynamodb.store, mongo: mongo.store }
  }

  async #startOne<Name extends StoreName>(
    store: Name,
    choice: ProviderChoice,
    ports: PortPlan,
  ): Promise<ReadyEngine<Name>> {
    const known = this.#keeps(store)
    const old = this.#state.engines.find((engine) => engine.store === store)
    if (old !== undefined && known === undefined) {
      await (await loadProvider(old.provider)).stop(old, STOP_GRACE_MS)
    }
    const ready = await startEngine(store, {
      config: this.#config,
      provider: choice.of(store),
      known,
      port: ports[store] ?? known?.port ?? this.#config.ports[store].port,
      signal: AbortSignal.any([this.#options.signal, this.#abort.signal]),
      deadline: this.#deadline,
      story: this.#options.story,
      onStarted: (engine) => {
        this.#started.push(engine)
        this.#remember(engine)
      },
    })
    this.#opened.push(ready.store)
    this.#remember(ready.engine)
    return ready
  }

  async #letServicesGo(ports: PortPlan): Promise<void> {
    const config = this.#config
    const task = this.#options.story.task('services')
    const port = (name: 'gateway' | 'identity' | 'todo' | 'budget'): number =>
      ports[name] ?? config.ports[name].port
    const services = await this.#host?.go(
      {
        endpoints: endpointsOf(config, this.#state),
        ports: {
          gateway: port('gateway'),
          identity: port('identity'),
          todo: port('todo'),
          budget: port('budget'),
        },
        upstreams: Object.fromEntries(
          SERVICE_NAMES.flatMap((name) => {
            const { url } = config.services[name]
            return url === undefined ? [] : [[name, url]]
          }),
        ),
        dataFolder: config.home,
        ...(config.redis.url === undefined ? {} : { redisUrl: config.redis.url }),
      },
      this.#deadline,
    )
    if (services === undefined) return
    task.succeed(`gateway on port ${port('gateway')}`)
    this.#save({ services })
  }

  /** The services of an earlier run are not well, or `up` would have returned early. */
  async #endOldServices(): Promise<void> {
    await endRememberedHost(this.#config.home)
    const { services, ...rest } = this.#state
    if (services === undefined) return
    if (services.owner === undefined) await endProcess(services.process, 'SIGTERM', STOP_GRACE_MS)
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
