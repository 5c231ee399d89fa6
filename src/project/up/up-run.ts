import type { ResolvedConfig } from '../../config/resolved-config.js'
import { hasErrorCode, HomeError } from '../../core/home-error.js'
import { settleAllOrAbort } from '../../core/settle-all-or-abort.js'
import { DOCKER_ERRORS } from '../../providers/docker/daemon/docker-errors.js'
import type { AddonRecord, StartRequest } from '../../providers/provider.js'
import { loadAddonRunner } from '../components/load-addon-runner.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { StackReporter } from '../state/stack-reporter.js'
import type { Change } from '../../core/change.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackEngine, StackState, StartError } from '../state/stack-state.js'
import { forgetDeliberateStop } from '../supervision/deliberate-stops.js'
import { readState, writeState } from '../state/state-file.js'
import { stopEngine } from '../components/stop-engine.js'
import { Launches } from './launches.js'
import type { UpOptions } from './up-options.js'

const STOP_GRACE_MS = 5000

type StackTask = ReturnType<StackReporter['task']>

/**
 * One run of `up` under the lock: its deadline, the signal that ends all of it, the state of the project, and what it has
 * started, so that this can be undone.
 */
export class UpRun implements RecordedProject {
  readonly config: ResolvedConfig
  readonly options: UpOptions
  /** `performance.now()` at which to time out. */
  readonly deadline: number
  /** Whether the embedded engines are used if the images are unavailable. */
  readonly mayFallBack: boolean
  /** Aborted by the caller, by the first failure of `all` and by `undo`. */
  readonly signal: AbortSignal
  /** As the last command left the project. */
  readonly before: RecordedProject
  readonly launches = new Launches()
  /** What this run changes in the running components. */
  changes: readonly Change[] = []
  /** Whether services that ran before were stopped. */
  hasStoppedServices = false
  /** Whether everything runs that this run was to start, except commands of services that failed. It is not undone. */
  isComplete = false
  readonly #abort = new AbortController()
  readonly #engines: StackEngine[] = []
  readonly #addons: AddonRecord[] = []
  readonly #stores: AsyncDisposable[] = []
  readonly #services: AsyncDisposable[] = []
  #state: StackState

  constructor(config: ResolvedConfig, options: UpOptions, deadline: number, mayFallBack = false) {
    this.config = config
    this.options = options
    this.deadline = deadline
    this.mayFallBack = mayFallBack
    this.signal = AbortSignal.any([options.signal, this.#abort.signal])
    this.#state = readState(config).state
    this.before = { config, state: this.#state }
  }

  get state(): StackState {
    return this.#state
  }

  /** Changes the state, and stores it so that an interrupted command leaves nothing unknown. */
  save(change: Partial<StackState>): void {
    this.#state = { ...this.#state, ...change }
    writeState(this)
  }

  /** Reads the state again, after something else under the lock has changed it. */
  reload(): void {
    this.#state = readState(this.config).state
  }

  /** An engine that was started. */
  saveEngine(engine: StackEngine): void {
    forgetDeliberateStop(this.config.home, engine.store)
    this.save({ engines: [...this.#state.engines.filter(({ store }) => store !== engine.store), engine] })
  }

  /** Removes the services from the state without storing it: those of the last command were stopped. */
  forgetServices(): void {
    const { services: _, ...rest } = this.#state
    this.#state = rest
  }

  /** The sessions of restored data that must not be valid were revoked. */
  finishRestore(): void {
    const { validSessions: _, ...rest } = this.#state
    this.#state = rest
    writeState(this)
  }

  /** An engine that this run has started. */
  addEngine(engine: StackEngine): void {
    this.#engines.push(engine)
    this.saveEngine(engine)
  }

  /** An add-on that this run has started. */
  addAddon(record: AddonRecord): void {
    this.#addons.push(record)
    forgetDeliberateStop(this.config.home, record.name)
    const others = (this.#state.addons ?? []).filter(({ name }) => name !== record.name)
    this.save({ addons: [...others, record] })
  }

  /** An open store. `closeStores` closes it. */
  addStore(store: AsyncDisposable): void {
    this.#stores.push(store)
  }

  /** Services, to be stopped first if this run is undone. */
  addServices(services: AsyncDisposable): void {
    this.#services.push(services)
  }

  /** Resolves to all results. The first failure aborts everything else of this run and is thrown once all of it has ended. */
  async all<T extends readonly unknown[]>(work: readonly [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> {
    return settleAllOrAbort(this.#abort, work)
  }

  /** Runs work that has no deadline of its own. Throws `READY_TIMEOUT` if it has not ended in time. */
  async untilDeadline<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), Math.max(0, this.deadline - performance.now()))
    try {
      return await work(AbortSignal.any([this.signal, timeout.signal]))
    } catch (error) {
      throw timeout.signal.aborted && !this.signal.aborted ? toTimeoutError(what) : error
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends a task that has failed, without a line if it was aborted or if `up` continues with another provider. */
  failTask(task: StackTask, error: unknown, note?: string): void {
    const isSilent = this.signal.aborted || (this.mayFallBack && isImageUnavailable(error))
    if (isSilent && task.cancel !== undefined) task.cancel()
    else task.fail(note)
  }

  /** What a provider needs to start any component. It reports its progress in `task`: a phase, or the number of bytes done. */
  toStartRequest(port: number, task: StackTask): Omit<StartRequest, 'store' | 'onLaunched'> {
    return {
      config: this.config,
      port,
      pull: this.options.pull ?? 'missing',
      signal: this.signal,
      onProgress(note, amount) {
        if (amount === undefined) task.phase(note)
        else task.update(amount.done, amount.total, note, 'bytes')
      },
    }
  }

  async closeStores(): Promise<void> {
    await Promise.all(this.#stores.splice(0).map((store) => store[Symbol.asyncDispose]()))
  }

  /**
   * Ends this run without stopping engines and add-ons that it has started. With `startError`, the state has why there are no services,
   * so that they are not restarted.
   */
  async end(startError?: StartError): Promise<void> {
    for (const services of this.#services) await services[Symbol.asyncDispose]()
    await this.closeStores()
    if (startError !== undefined) this.save({ startError })
  }

  /** Stops everything that this run has started. Logs are kept, and all data whose initialization was complete. */
  async undo(): Promise<void> {
    this.#abort.abort()
    for (const services of this.#services) await services[Symbol.asyncDispose]()
    await this.closeStores()
    await Promise.all([
      ...this.#engines.map(async (engine) => {
        const current = this.#state.engines.find(({ store }) => store === engine.store)
        await stopEngine(this.config, current ?? engine, STOP_GRACE_MS)
      }),
      ...this.#addons.map(async (record) => (await loadAddonRunner(record)).stop(record, STOP_GRACE_MS)),
    ])
    const { services } = this.#state
    // No data was created, so the next run may choose the provider again. The ports were reported as remembered.
    if (this.#engines.length === 0) this.#state = { ...this.before.state, ports: this.#state.ports }
    if (services === undefined) this.forgetServices()
    const stopped = new Set(this.#engines.map(({ store }) => store))
    this.save({
      engines: this.#state.engines.filter(({ store }) => !stopped.has(store)),
      addons: (this.#state.addons ?? []).filter((addon) => !this.#addons.includes(addon)),
    })
  }
}

/** Docker is available but its images are not. If the provider was not configured, embedded is used instead. */
export function isImageUnavailable(error: unknown): error is HomeError {
  return (
    hasErrorCode(error, DOCKER_ERRORS.IMAGE_PULL_FAILED) || hasErrorCode(error, DOCKER_ERRORS.IMAGE_MISSING)
  )
}

/** The warning if embedded is used instead. */
export function describeFallback({ message, detail }: HomeError): string {
  const why = detail === undefined ? '' : ` (${detail.replace(/\.$/, '')})`
  return `${message.replace(/\.$/, '')}${why}. Using the embedded engines, which need no images.`
}

function toTimeoutError(what: string): HomeError {
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `${what} did not finish in time.`,
    suggestion: 'Run the command again with a longer --timeout; it resumes what was interrupted.',
  })
}
