import type { ResolvedConfig } from '../../config/resolved-config.js'
import { resolveConfig } from '../../config/resolve-config.js'
import type { ServiceName } from '../../core/service-name.js'
import type { MigrateOptions } from '../../migrations/migrate-options.js'
import type { MigrateReport } from '../../migrations/migrate-report.js'
import type { SeedOptions, SeedReport } from '../../dataset/seeding/seed-stores.js'
import type { VerifyOptions, VerifyReport } from '../../verify/verify-stores.js'
import type { Stores } from '../../stores/stores.js'
import { checkOptions } from './check-options.js'
import { resolveEndpoints } from '../connect/connect-stores.js'
import type { CreateStackOptions } from './create-stack-options.js'
import type { EphemeralProject } from '../ephemeral/ephemeral-project.js'
import type { Fork } from '../fork/create-fork.js'
import type { StackHandle } from '../fork/stack-handle.js'
import { toEnvironment } from './get-stack-environment.js'
import type { StackEngine, StackState } from '../state/stack-state.js'
import { createUniformStatuses, type StackStatus, toStackStatus } from './stack-status.js'
import { CREATE_STACK_RULES, MIGRATE_RULES, SEED_RULES, VERIFY_RULES } from './option-rules.js'
import { silentReporter } from './stack-reporter.js'
import { getAddonUrl } from '../components/requested-addons.js'
import { findRunningStack, type UpReport } from '../up/find-running-stack.js'
import type { UpOptions } from '../up/up-options.js'

/** A running stack. Disposing stops what `createStack` started and leaves alone what ran before. */
export interface Stack extends AsyncDisposable {
  /** What runs and where, in the shape of `homemanager up --json`. */
  readonly status: StackStatus
  /** Everything ran already. */
  readonly unchanged: boolean
  /** Open clients of the three stores; nothing is sent before they are used; closed by `stop`. */
  readonly stores: Stores
  /** Base URLs; `null` where services are `none`. */
  readonly services: Readonly<Record<'gateway' | ServiceName, string | null>>
  /** The variables of `homemanager env`. */
  env(): Readonly<Record<string, string>>
  /** Applies what is pending; a result per migration. A migration that fails is in the report and is not thrown. */
  migrate(options?: MigrateOptions): Promise<MigrateReport>
  /** Loads a world; default: the demo profile, seed 1. Throws `DIFFERENT_DATASET_SEEDED` when another one is there. */
  seed(options?: SeedOptions): Promise<SeedReport>
  /** Checks the invariants by reading the three stores. Broken ones are in the report and are not thrown. */
  verify(options?: VerifyOptions): Promise<VerifyReport>
  /**
   * A copy of the data as it is now, for one test: databases and a table of its own on the same engines, open and
   * migrated, without services. Much quicker than seeding. Disposing drops it; so does the end of this process, however
   * it comes. Throws `FORK_FAILED`.
   */
  fork(): Promise<Stack>
  /** The stack as plain JSON: another process, such as a test worker, forks it by `forkHandle`. */
  handle(): StackHandle
  /** What disposing does. Safe to call again. */
  stop(): Promise<void>
}

/**
 * Brings a stack up: engines, migrations, seed if asked, services. Resolves when everything answers. Throws a
 * `HomeError` with a stable code, and has then stopped what it had started.
 */
export async function createStack(options: CreateStackOptions = {}): Promise<Stack> {
  checkOptions('createStack', CREATE_STACK_RULES, options)
  const { ephemeral = false, signal = new AbortController().signal, reporter = silentReporter } = options
  const config = await resolveConfig({ ...options, cwd: options.cwd ?? process.cwd() })
  const home = ephemeral ? await loadEphemeralProject(config) : undefined
  try {
    const seed = options.seed === true ? 'demo' : options.seed
    const up: UpOptions = {
      ...(seed === undefined || seed === false ? {} : { seed }),
      ...(options.pull === undefined ? {} : { pull: options.pull }),
      services: options.services ?? 'in-process',
      timeoutMs: options.timeoutMs ?? 120_000,
      signal,
      reporter,
    }
    const report = await findOrStartStack(home?.config ?? config, up)
    const stack = toStack(home?.config ?? config, report, home)
    if (options.lazy !== true) await stack.load()
    return stack
  } catch (error) {
    await home?.[Symbol.asyncDispose]()
    throw error
  }
}

/** Modules that only a start needs are loaded only then. */
async function findOrStartStack(config: ResolvedConfig, options: UpOptions): Promise<UpReport> {
  const before = await findRunningStack(config, options, performance.now())
  if (before !== undefined) return before
  const { startStack } = await import('../up/start-stack.js')
  return startStack(config, options)
}

async function loadEphemeralProject(config: ResolvedConfig): Promise<EphemeralProject> {
  const { createEphemeralProject } = await import('../ephemeral/ephemeral-project.js')
  return createEphemeralProject(config)
}

function toStack(
  config: ResolvedConfig,
  report: UpReport,
  home: EphemeralProject | undefined,
): Stack & { load(): Promise<Stores> } {
  const { status, unchanged, state } = report
  const endpoints = resolveEndpoints(config, state)
  let opened: (Stores & AsyncDisposable) | undefined
  const load = async (): Promise<Stores> => {
    const { openStores } = await import('../../stores/open-stores.js')
    return (opened ??= openStores(endpoints))
  }
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    await opened?.[Symbol.asyncDispose]()
    // Engines that end before the services leave those waiting for them; an ephemeral home ends both in their order, but
    // not this process.
    const elsewhere = state.services !== undefined && state.services.process.pid !== process.pid
    if (home === undefined || !elsewhere) await report.stop()
    await home?.[Symbol.asyncDispose]()
  }
  const { gateway, identity, todo, budget } = status.services
  return {
    status,
    unchanged,
    load,
    get stores() {
      if (opened === undefined)
        throw new TypeError('This stack was created with lazy: true; its stores are not open yet.')
      return opened
    },
    services: { gateway: gateway.url, identity: identity.url, todo: todo.url, budget: budget.url },
    env: () => toEnvironment(endpoints, gateway.url ?? undefined, getAddonUrl('redis', config, state)),
    async migrate(options = {}) {
      checkOptions('migrate', MIGRATE_RULES, options)
      const { migrateStores } = await import('../../migrations/migrate-stores.js')
      const { directories, lockTimeoutMs, statementTimeoutMs } = config.migrations
      return migrateStores(await load(), { directories, lockTimeoutMs, statementTimeoutMs, ...options })
    },
    async seed(options = {}) {
      checkOptions('seed', SEED_RULES, options)
      const { seedStores } = await import('../../dataset/seeding/seed-stores.js')
      return seedStores(await load(), { cwd: config.root, ...options })
    },
    async verify(options = {}) {
      checkOptions('verify', VERIFY_RULES, options)
      const { verifyStores } = await import('../../verify/verify-stores.js')
      return verifyStores(await load(), options)
    },
    handle: () => ({ config, state }),
    async fork() {
      const { createFork } = await import('../fork/create-fork.js')
      return toForkedStack(await createFork(config, state, endpoints), state)
    },
    stop: async () => (stopped ??= stop()),
    [Symbol.asyncDispose]: async () => (stopped ??= stop()),
  }
}

/** A fork as a stack of its own: the same engines, other places in them. */
export async function toForkedStack(fork: Fork, state: StackState): Promise<Stack> {
  const engines = state.engines.map(
    (engine) => ({ ...engine, endpoint: fork.endpoints[engine.store] }) as StackEngine,
  )
  const { services: _services, ...rest } = state
  const own: StackState = { ...rest, engines }
  const status = toStackStatus(
    fork.config,
    own,
    createUniformStatuses('healthy', 'stopped'),
    performance.now(),
  )
  const report: UpReport = {
    status,
    unchanged: false,
    state: own,
    stop: async () => fork[Symbol.asyncDispose](),
  }
  const stack = toStack(fork.config, report, undefined)
  await stack.load()
  return stack
}
