import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../../core/home-error.js'
import type { Store } from '../../stores/store.js'
import { isEngineReady } from '../readiness/is-engine-ready.js'
import { getLogTail } from '../logs/get-log-tail.js'
import type { Provider } from '../../providers/provider.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackEngine } from '../state/stack-state.js'
import { waitForExit } from '../stop/wait-for-exit.js'

/** Each attempt costs processor time on both sides: one that took a second to start is not missed by a few more. */
const POLL_INTERVAL_MS = { least: 20, most: 50, ofWaited: 0.05 }
const READINESS_TIMEOUT_MS = 1000
/** PostgreSQL's SQLSTATEs that waiting does not mend: wrong user or password, no such database. */
const FATAL_SQLSTATES = new Set(['28P01', '28000', '3D000'])

export interface OpenWhenReadyOptions {
  readonly provider: Provider
  readonly signal: AbortSignal
  /** `performance.now()` at which to give up. */
  readonly deadline: number
}

/**
 * Opens a store as soon as it answers by its own protocol. Fails at once with the last lines of the log when the engine
 * dies, and with `READY_TIMEOUT` at the deadline.
 */
export async function openWhenReady<S extends Store>(
  open: () => S,
  engine: StackEngine,
  options: OpenWhenReadyOptions,
): Promise<{ readonly store: S; readonly version: string }> {
  const since = performance.now()
  const watching = new AbortController()
  const signal = AbortSignal.any([options.signal, watching.signal])
  let ended = false
  waitForExit(engine, options.provider, signal).then(
    () => (ended = true),
    () => {},
  )
  try {
    for (;;) {
      options.signal.throwIfAborted()
      if (await isListening(engine)) {
        const store = open()
        try {
          const { version } = await store.ping()
          return { store, version }
        } catch (error) {
          await store[Symbol.asyncDispose]()
          if (isFatal(error)) throw toAuthenticationError(engine, error)
          if (performance.now() > options.deadline)
            throw await toReadyTimeoutError(engine, options.provider, error)
        }
      }
      if (performance.now() > options.deadline) throw await toReadyTimeoutError(engine, options.provider)
      if (ended) throw await toExitedError(engine, options.provider)
      await sleep(getPollInterval(performance.now() - since), undefined, { signal })
    }
  } finally {
    watching.abort()
  }
}

function getPollInterval(waitedMs: number): number {
  return Math.min(
    POLL_INTERVAL_MS.most,
    Math.max(POLL_INTERVAL_MS.least, waitedMs * POLL_INTERVAL_MS.ofWaited),
  )
}

/** A driver's attempt costs milliseconds of processor time, which an engine of ours that starts here needs itself. */
async function isListening(engine: StackEngine): Promise<boolean> {
  return engine.provider === 'external' || isEngineReady(engine, READINESS_TIMEOUT_MS)
}

function isFatal(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined
  return typeof cause?.code === 'string' && FATAL_SQLSTATES.has(cause.code)
}

/** A cluster in a volume gets its user, password and database when it is made, and never again. */
function toAuthenticationError(engine: StackEngine, error: unknown): HomeError {
  const external = engine.provider === 'external'
  const detail = listMessages(error instanceof Error ? error.cause : undefined)
  return new HomeError(STACK_ERRORS.AUTHENTICATION_FAILED, {
    message: `${engine.store} on port ${engine.port} does not know the user, password or database that are configured.`,
    detail: [
      ...detail,
      ...(external ? [] : ['They are set when its data is made; this data was made with others.']),
    ].join('\n'),
    suggestion: external
      ? `Check user, password and database in the URL of ${engine.store}.`
      : `Set ${engine.store}.user, password and database as they were then, or delete the data with homemanager down --volumes.`,
    cause: error,
  })
}

async function toExitedError(engine: StackEngine, provider: Provider): Promise<HomeError> {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `The ${engine.store} engine (${engine.engine}) ended while it was starting.`,
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
  const todo = external
    ? `Check the URL of ${engine.store} and that it runs`
    : `Run homemanager logs ${engine.store}`
  return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
    message: `The ${engine.store} engine (${engine.engine}) did not answer in time.`,
    detail: [...listMessages(cause), ...(external ? [] : [await getLogTail(engine, provider)])].join('\n'),
    suggestion: `${todo}, or allow more time with --timeout.`,
    cause,
  })
}

function listMessages(cause: unknown): readonly string[] {
  return cause instanceof Error ? [cause.message] : []
}
