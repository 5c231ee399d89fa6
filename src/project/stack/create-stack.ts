import { CONFIG_ERRORS } from '../../config/config-errors.js'
import { hasErrorCode, HomeError, rewordError } from '../../core/home-error.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { ServiceName } from '../../core/service-name.js'
import { DEFAULT_WAIT_TIMEOUT_MS, type StackMigrateOptions } from '../../migrations/migrate-options.js'
import type { MigrateReport } from '../../migrations/migrate-report.js'
import { suggestCalls, suggestOptions } from './suggest-calls.js'
import type { SeedOptions } from '../../dataset/seeding/seed-options.js'
import type { SeedReport } from '../../dataset/seeding/seed-report.js'
import type { StackVerifyOptions, VerifyReport } from '../../verify/verify-stores.js'
import type { Stores } from '../../stores/stores.js'
import { OBJECT, STRING } from '../../core/option-rule.js'
import { checkArgument, checkExclusive, checkOptions, toOptionError } from '../../core/check-options.js'
import { assertEnginesListen } from './assert-engines-listen.js'
import type { CreateStackOptions } from './create-stack-options.js'
import type { Fork } from '../fork/create-fork.js'
import type { ForkOptions } from './fork-options.js'
import { type ForkServices, prepareForkServices, withBundledServices } from './fork-services.js'
import type { StackHandle } from './stack-handle.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { ServicesRecord, StackEngine, StackState } from '../state/stack-state.js'
import { createUniformStatuses, type StackStatus, toStackStatus } from '../status/stack-status.js'
import {
  CREATE_STACK_RULES,
  FORK_RULES,
  MIGRATE_RULES,
  QUERY_RULES,
  SEED_RULES,
  VERIFY_RULES,
} from './option-rules.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { silentReporter } from '../state/stack-reporter.js'
import type { EphemeralProject } from './ephemeral-project.js'
import { openProject, Project } from '../project.js'
import { queryRows } from './query-rows.js'
import type { StackQueryOptions, StackQueryParameters } from './stack-query.js'
import type { UpReport } from '../up/up.js'
import type { ServicesMode } from '../up/up-options.js'

/** A running stack. Disposing stops what `createStack` started, and nothing that was already running. */
export interface Stack extends AsyncDisposable {
  /** The status and address of every component, in the format of `homemanager up --json`. */
  readonly status: StackStatus
  /** Whether the stack was already running, so that nothing was started or changed. */
  readonly unchanged: boolean
  /**
   * Clients of the three stores. They connect on first use, and `stop` closes them: what is left of them in a variable then fails
   * with an error of its driver.
   */
  readonly stores: Stores
  /** Base URLs; `null` with `services: 'none'` unless the stack was already running with services, and in a fork without them. */
  readonly services: Readonly<Record<'gateway' | ServiceName, string | null>>
  /** The environment variables that `homemanager env` prints. */
  env(): Readonly<Record<string, string>>
  /** Applies pending migrations. A failed migration does not throw; it is in the report. */
  migrate(options?: StackMigrateOptions): Promise<MigrateReport>
  /** Loads a dataset. Default: profile `demo`, random seed 1. Throws `DIFFERENT_DATASET_SEEDED` if another one is loaded. */
  seed(options?: SeedOptions): Promise<SeedReport>
  /** Reads the three stores and checks the invariants. Violations do not throw; they are in the report. */
  verify(options?: StackVerifyOptions): Promise<VerifyReport>
  /**
   * Runs one SELECT across the three stores, with values for `:name`. Rows have the values of `homemanager query all --json`.
   * DuckDB executes it, which is an optional package: `npm install --save-dev @duckdb/node-api`. Without it, throws
   * `DUCKDB_MISSING`. Also throws `QUERY_INVALID`, `QUERY_FAILED`, and `SCAN_NOT_ALLOWED` for a large table without `allowScan`.
   */
  query(
    sql: string,
    parameters?: StackQueryParameters,
    options?: StackQueryOptions,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>
  /**
   * An isolated copy of the current data, for one test: separate databases and a separate table. Much faster than seeding.
   * With `services: true` it has services and a gateway of its own, in this process; otherwise none. The copy is dropped when
   * disposed, and when this process exits, even if killed. Throws `FORK_FAILED`, and `STACK_NOT_RUNNING` if the stack has ended.
   */
  fork<const Services extends boolean = false>(
    options?: ForkOptions & { readonly services?: Services },
  ): Promise<ForkedStack<Services>>
  /** The stack as plain JSON. Another process, such as a test worker, can fork it with `forkHandle`. */
  handle(): StackHandle
  /** The same as disposing: also stops open forks. Idempotent. Whatever is used afterwards throws `STACK_STOPPED`. */
  stop(): Promise<void>
}

/** A stack whose services run. */
export interface StackWithServices extends Stack {
  readonly services: Readonly<Record<'gateway' | ServiceName, string>>
}

/** The type of a stack with this value of `services`. */
export type StartedStack<Mode extends ServicesMode> = 'none' extends Mode ? Stack : StackWithServices
/** The type of a fork with this value of `services`. */
export type ForkedStack<Services extends boolean> = false extends Services ? Stack : StackWithServices

/**
 * Starts a stack: the engines, migrations, a dataset if `seed` is set, and the services. Resolves when all components are
 * ready. On failure, it stops what it has started and throws a `HomeError` with a stable code, or the reason of `signal` if that is aborted. A running stack is never
 * changed: if it differs from the options or the configuration, throws `STACK_DIFFERS`, which names each difference.
 */
export async function createStack<const Mode extends ServicesMode = 'in-process'>(
  options: CreateStackOptions & { readonly services?: Mode } = {},
): Promise<StartedStack<Mode>> {
  checkOptions('createStack', CREATE_STACK_RULES, options)
  return suggestOptions(options, async () => startStack(options))
}

async function startStack<Mode extends ServicesMode>(
  options: CreateStackOptions & { readonly services?: Mode },
): Promise<StartedStack<Mode>> {
  const { ephemeral = false, signal = new AbortController().signal, reporter = silentReporter } = options
  if (options.passwordHashing === 'fast' && !ephemeral) {
    throw toOptionError('passwordHashing: "fast" requires ephemeral: true.', 'The hashes would stay weak.')
  }
  const cwd = options.cwd ?? process.cwd()
  const configured = await openProject({ ...options, cwd }).catch(rethrowForProgram)
  const ephemeralProject = ephemeral ? await loadEphemeralProject(configured, options.ports) : undefined
  try {
    const seed = options.seed === true ? 'demo' : options.seed
    const project = ephemeralProject ?? configured
    const report = await project.up({
      ...(seed === undefined || seed === false ? {} : { seed }),
      ...(options.cache === undefined ? {} : { cache: options.cache }),
      ...(options.pull === undefined ? {} : { pull: options.pull }),
      services: options.services ?? 'in-process',
      ...(options.passwordHashing === undefined ? {} : { passwordHashing: options.passwordHashing }),
      keepRunning: !ephemeral,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      signal,
      reporter,
    })
    const { stack, load } = toStack(project, report, { ephemeralProject })
    if (options.lazy !== true) await load()
    // With services, it has their URLs.
    return stack as StartedStack<Mode>
  } catch (error) {
    await ephemeralProject?.[Symbol.asyncDispose]()
    // What was interrupted may fail with an error of its own.
    throw signal.aborted ? signal.reason : error
  }
}

async function loadEphemeralProject(
  base: Project,
  ports: CreateStackOptions['ports'],
): Promise<EphemeralProject> {
  const { createEphemeralProject } = await import('./ephemeral-project.js')
  return createEphemeralProject(base, ports)
}

interface StackKind {
  readonly ephemeralProject?: EphemeralProject | undefined
  /** Its engines are those of another stack. Default: false. */
  readonly isFork?: boolean
}

function toStack(
  { config }: Project,
  report: UpReport,
  { ephemeralProject, isFork = false }: StackKind,
): { readonly stack: Stack; readonly load: () => Promise<Stores> } {
  const { status, unchanged, state } = report
  // The stack as it was started, whatever other commands do to the project later.
  const project = new Project(config, () => state)
  let opening: Promise<Stores & AsyncDisposable> | undefined
  let opened: Stores | undefined
  const load = async (): Promise<Stores> => (opened = await (opening ??= project.connect()))
  /** What runs while the stack is stopped fails with an error of a driver. */
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    assertNotStopped(stopped, config)
    try {
      return await suggestCalls(work)
    } catch (error) {
      assertNotStopped(stopped, config, error)
      throw error
    }
  }
  const forks = new Set<Promise<Stack>>()
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    // Their clients would keep the process running. A fork that failed has nothing to stop.
    await Promise.allSettled([...forks].map(async (fork) => (await fork).stop()))
    await (await opening)?.[Symbol.asyncDispose]()
    // Services whose engines stop first wait for them. Removing the ephemeral project stops both in the right order, except
    // services in this process.
    const servicesElsewhere = state.services !== undefined && state.services.process.pid !== process.pid
    if (ephemeralProject === undefined || !servicesElsewhere) await report[Symbol.asyncDispose]()
    await ephemeralProject?.[Symbol.asyncDispose]()
  }
  const { gateway, identity, todo, budget } = status.services
  const stack: Stack = {
    status,
    unchanged,
    get stores() {
      assertNotStopped(stopped, config)
      if (opened === undefined)
        throw toOptionError(
          'The stack was created with lazy: true, and its stores are not open yet.',
          'They are opened by migrate(), seed() and verify().',
          'Call one of them first, or create the stack without lazy.',
        )
      return opened
    },
    services: { gateway: gateway.url, identity: identity.url, todo: todo.url, budget: budget.url },
    env: () => {
      assertNotStopped(stopped, config)
      return project.environment()
    },
    async migrate(options = {}) {
      checkOptions('migrate', MIGRATE_RULES, options)
      options.signal?.throwIfAborted()
      const { waitMs: timeoutMs = DEFAULT_WAIT_TIMEOUT_MS, signal = new AbortController().signal } = options
      const lock = { timeoutMs, timeoutOption: 'waitMs', signal, reporter: silentReporter }
      const lockStack = async (): Promise<Disposable | undefined> =>
        isFork ? undefined : project.lockForMigrations(lock)
      return run(async () => (await project.migrations(await load(), { ...options, lockStack })).apply())
    },
    async seed(options = {}) {
      checkOptions('seed', SEED_RULES, options)
      checkExclusive('seed', options, ['reset', 'append', 'repair'])
      options.signal?.throwIfAborted()
      return run(async () => project.seed(await load(), options))
    },
    async verify(options = {}) {
      checkOptions('verify', VERIFY_RULES, options)
      return run(async () => project.verify(await load(), options))
    },
    async query(sql, parameters, options) {
      checkArgument('query', { ...STRING, description: 'a SELECT as a string' }, sql)
      if (parameters !== undefined)
        checkArgument(
          'query',
          { ...OBJECT, description: 'an object with the values of the parameters' },
          parameters,
        )
      if (options !== undefined) checkOptions('query', QUERY_RULES, options)
      return run(async () => queryRows(project, sql, parameters, options))
    },
    handle: () => {
      assertNotStopped(stopped, config)
      return { config, state }
    },
    async fork<const Services extends boolean = false>(
      options: ForkOptions & { readonly services?: Services } = {},
    ) {
      checkOptions('fork', FORK_RULES, options)
      const fork = run(async () => createForkedStack({ config, state }, options))
      forks.add(fork)
      // With `services: true`, it has their URLs.
      return fork as Promise<ForkedStack<Services>>
    },
    stop: async () => (stopped ??= stop()),
    [Symbol.asyncDispose]: async () => (stopped ??= stop()),
  }
  return { stack, load }
}

function assertNotStopped(
  stopped: Promise<void> | undefined,
  { project }: ResolvedConfig,
  cause?: unknown,
): void {
  if (stopped === undefined) return
  throw new HomeError(STACK_ERRORS.STACK_STOPPED, {
    message: `The stack of project ${project} was stopped by this program.`,
    suggestion: 'Call createStack again, or stop() later.',
    ...(cause === undefined ? {} : { cause }),
  })
}

/** Forks a stack. The fork is a stack too: the same engines with other databases and tables. */
export async function createForkedStack(source: RecordedProject, options: ForkOptions): Promise<Stack> {
  await assertEnginesListen(source)
  const services = options.services === true ? prepareForkServices(source) : undefined
  let fork: Fork | undefined
  try {
    fork = await new Project(source.config, () => source.state).fork()
    const record = await services?.start(fork.endpoints)
    return await toForkedStack(fork, source.state, record, services)
  } catch (error) {
    await services?.[Symbol.asyncDispose]()
    await fork?.[Symbol.asyncDispose]()
    throw error
  }
}

async function toForkedStack(
  fork: Fork,
  source: StackState,
  record: ServicesRecord | undefined,
  services: ForkServices | undefined,
): Promise<Stack> {
  const engines = source.engines.map(
    (engine) => ({ ...engine, endpoint: fork.endpoints[engine.store] }) as StackEngine,
  )
  const { services: _services, ...rest } = source
  const state: StackState = { ...rest, engines, ...(record === undefined ? {} : { services: record }) }
  const config = record === undefined ? fork.config : withBundledServices(fork.config)
  const statuses = createUniformStatuses('healthy', record === undefined ? 'stopped' : 'healthy')
  const report: UpReport = {
    status: toStackStatus({ config, state }, statuses, performance.now()),
    unchanged: false,
    changes: [],
    state,
    async [Symbol.asyncDispose]() {
      await services?.[Symbol.asyncDispose]()
      await fork[Symbol.asyncDispose]()
    },
  }
  const { stack, load } = toStack(new Project(config), report, { isFork: true })
  await load()
  return stack
}

/** The suggestion of a missing directory is for a command line. */
function rethrowForProgram(error: unknown): never {
  const { DIRECTORY_NOT_FOUND } = CONFIG_ERRORS
  if (!hasErrorCode(error, DIRECTORY_NOT_FOUND)) throw error
  throw rewordError(error, DIRECTORY_NOT_FOUND, {
    suggestion: 'Pass an existing directory as the option cwd.',
  })
}
