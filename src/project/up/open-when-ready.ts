import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConnectionProblem,
  findConnectionProblem,
  findUserError,
} from '../../core/connection-problem.js'
import { HomeError } from '../../core/home-error.js'
import type { Store } from '../../stores/contracts/store.js'
import type { StoreLimits } from '../../stores/contracts/store-limits.js'
import { getStoreDriver } from '../../stores/registry.js'
import { isEngineReady } from '../components/is-engine-ready.js'
import { getLogTail } from '../components/get-log-tail.js'
import type { Provider } from '../../providers/provider.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { StackEngine } from '../state/stack-state.js'

/**
 * Each attempt costs CPU time on both sides. The interval is `backoff` times the time waited so far, so an engine that
 * took a second to start is noticed at most 50 ms late.
 */
const POLL_INTERVAL_MS = { min: 20, max: 50, backoff: 0.05 }
const EXIT_POLL_INTERVAL_MS = 100
/** How long an engine that cannot use its port may take to exit. */
const EXIT_TIMEOUT_MS = 1000
const READINESS_TIMEOUT_MS = 1000
/** A server that is not managed by homemanager may accept a connection and never respond. */
const PROBE_LIMITS: StoreLimits = { requestTimeoutMs: 3000 }

export type OpenedStore = Pick<Store, 'ping'> & AsyncDisposable

export interface OpenWhenReadyOptions {
  readonly provider: Provider
  readonly signal: AbortSignal
  /** `performance.now()` at which to time out. */
  readonly deadline: number
  /** Called when the readiness check succeeds. */
  readonly beforeOpen: () => Promise<void>
}

/**
 * Opens a store as soon as its readiness check succeeds. Throws `ENGINE_EXITED` with the last lines of the log as soon as
 * the engine exits, and `READY_TIMEOUT` at the deadline.
 */
export async function openWhenReady<S extends OpenedStore>(
  open: (limits?: StoreLimits) => S,
  engine: StackEngine,
  options: OpenWhenReadyOptions,
): Promise<{ readonly store: S; readonly version: string }> {
  const since = performance.now()
  const watch = new AbortController()
  const signal = AbortSignal.any([options.signal, watch.signal])
  let exited = false
  waitForExit(engine, options.provider, signal).then(
    () => (exited = true),
    () => {},
  )
  try {
    for (;;) {
      options.signal.throwIfAborted()
      if (await isListening(engine, options.provider)) {
        await options.beforeOpen()
        const external = engine.provider === 'external'
        const store = external ? open(PROBE_LIMITS) : open()
        try {
          const { version } = await abortable(store.ping(), options.signal)
          if (!external && options.provider.ownsPort?.(engine) !== false) return { store, version }
          await store[Symbol.asyncDispose]()
          if (external) return { store: open(), version }
        } catch (error) {
          const closed = store[Symbol.asyncDispose]()
          options.signal.throwIfAborted()
          await closed
          const userError = external ? findUserError(error) : undefined
          if (userError !== undefined) throw userError
          const problem = findConnectionProblem(error)
          if (problem?.kind === 'authentication' && (external || (await keepsRunning(engine, options))))
            throw toAuthenticationError(engine, error)
          if (problem !== undefined && external) throw toConnectionError(engine, problem, error)
          if (performance.now() > options.deadline)
            throw await toReadyTimeoutError(engine, options.provider, error)
        }
      }
      if (performance.now() > options.deadline) throw await toReadyTimeoutError(engine, options.provider)
      if (exited) throw await toExitedError(engine, options.provider)
      await sleep(getPollInterval(performance.now() - since), undefined, { signal })
    }
  } finally {
    watch.abort()
  }
}

/** Whether it was the engine that rejected the client: one that did not get its port is about to exit. */
async function keepsRunning(
  engine: StackEngine,
  { provider, signal }: Pick<OpenWhenReadyOptions, 'provider' | 'signal'>,
): Promise<boolean> {
  await sleep(EXIT_TIMEOUT_MS, undefined, { signal })
  return provider.isRunning(engine)
}

/** Resolves when an engine has exited. Polls if the provider cannot wait for it. */
async function waitForExit(engine: StackEngine, provider: Provider, signal: AbortSignal): Promise<void> {
  if (provider.waitForExit !== undefined) return provider.waitForExit(engine, signal)
  do {
    await sleep(EXIT_POLL_INTERVAL_MS, undefined, { signal })
  } while (await provider.isRunning(engine))
}

function getPollInterval(waitedMs: number): number {
  return Math.min(POLL_INTERVAL_MS.max, Math.max(POLL_INTERVAL_MS.min, waitedMs * POLL_INTERVAL_MS.backoff))
}

/**
 * A driver's attempt costs milliseconds of CPU time, which an engine starting on this machine needs itself. If another
 * process was faster to bind the port, for example the engine of another project, nothing is sent to it: this engine is
 * about to exit.
 */
async function isListening(engine: StackEngine, provider: Provider): Promise<boolean> {
  if (engine.provider === 'external') return true
  if (provider.ownsPort?.(engine) === false) return false
  if ((await provider.hasStarted?.(engine)) === false) return false
  return isEngineReady(engine, READINESS_TIMEOUT_MS)
}

/** Rejects when the signal is aborted, whatever the work does then. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new AbortController()
  try {
    const waiting = sleep(2 ** 31 - 1, undefined, { signal: AbortSignal.any([signal, aborted.signal]) })
    return await Promise.race([work, waiting.then(() => work)])
  } finally {
    aborted.abort()
    work.catch(() => {})
  }
}

const CONNECTION_ADVICE: Readonly<Record<Exclude<ConnectionProblem['kind'], 'authentication'>, string>> = {
  tls: 'Check the TLS parameters of the URL and the certificate. For a certificate of your own CA, set NODE_EXTRA_CA_CERTS to its file.',
  dns: 'Check the name of the server and the network.',
  socket: 'Check the permissions of the socket and of its directories.',
}

function toConnectionError(engine: StackEngine, problem: ConnectionProblem, cause: unknown): HomeError {
  const { setting, variable } = getStoreDriver(engine.store).external
  const kind = problem.kind as keyof typeof CONNECTION_ADVICE
  const what = {
    tls: 'the TLS connection failed',
    dns: 'the name cannot be resolved',
    socket: 'permission denied',
  }
  return new HomeError(PROVIDER_ERRORS.STORE_UNREACHABLE, {
    message: `Cannot connect to ${engine.store} (${engine.engine}): ${what[kind]}.`,
    detail: problem.message,
    suggestion: `${CONNECTION_ADVICE[kind]} The address is ${setting} in homemanager.yaml or ${variable}.`,
    cause,
  })
}

/** A database cluster gets its user, password and database when it is initialized, and never again. */
function toAuthenticationError(engine: StackEngine, error: unknown): HomeError {
  const external = engine.provider === 'external'
  const detail = listMessages(error instanceof Error ? error.cause : undefined)
  return new HomeError(STACK_ERRORS.AUTHENTICATION_FAILED, {
    message: `${engine.store} on port ${engine.port} rejected the configured user, password or database.`,
    detail: [
      ...detail,
      ...(external
        ? []
        : [
            'They are set when the data directory is initialized; this one was initialized with different values.',
          ]),
    ].join('\n'),
    suggestion: external
      ? `Check user, password and database in the URL of ${engine.store}.`
      : `Set ${engine.store}.user, password and database to the original values, or delete the data with homemanager down --volumes.`,
    cause: error,
  })
}

async function toExitedError(engine: StackEngine, provider: Provider): Promise<HomeError> {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `The ${engine.store} engine (${engine.engine}) exited while starting.`,
    detail: await getLogTail(engine, provider),
    suggestion: `Run homemanager logs ${engine.store}, or homemanager doctor.`,
  })
}

async function toReadyTimeoutError(
  engine: StackEngine,
  provider: Provider,
  cause?: unknown,
): Promise<HomeError> {
  const external = engine.provider === 'external'
  const action = external
    ? `Check the URL of ${engine.store} and that it is running`
    : `Run homemanager logs ${engine.store}`
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `The ${engine.store} engine (${engine.engine}) did not become ready in time.`,
    detail: [
      ...listMessages(cause),
      ...listMessages(getCause(cause)),
      ...(external ? [] : [await getLogTail(engine, provider)]),
    ].join('\n'),
    suggestion: `${action}, or allow more time with --timeout.`,
    cause,
  })
}

function getCause(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined
}

function listMessages(cause: unknown): readonly string[] {
  return cause instanceof Error ? [cause.message] : []
}
