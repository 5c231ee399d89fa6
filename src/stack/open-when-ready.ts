import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../core/home-error.js'
import type { Store } from '../stores/store.js'
import { engineAnswers } from './health/engine-answers.js'
import { logTail } from './log-tail.js'
import type { Provider } from './providers/provider.js'
import { PROVIDER_ERRORS } from './providers/provider-errors.js'
import { STACK_ERRORS } from './stack-errors.js'
import type { StackEngine } from './stack-state.js'
import { whenEnded } from './when-ended.js'

/** Each attempt costs processor time on both sides: one that took a second to start is not missed by a few more. */
const POLL_MS = { least: 20, most: 50, ofWaited: 0.05 }
const ANSWER_MS = 1000
/** PostgreSQL's SQLSTATEs that waiting does not mend: wrong user or password, no such database. */
const HOPELESS = new Set(['28P01', '28000', '3D000'])

export interface OpenWhenReadyOptions {
  readonly provider: Provider
  readonly signal: AbortSignal
  /** `performance.now()` at which to give up. */
  readonly deadline: number
}

/**
 * Opens a store as soon as it answers by its own protocol. Fails at once with the last lines of the log when the engine
 * dies, and with `NOT_READY_IN_TIME` at the deadline.
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
  whenEnded(engine, options.provider, signal).then(
    () => (ended = true),
    () => {},
  )
  try {
    for (;;) {
      options.signal.throwIfAborted()
      if (await worthAsking(engine)) {
        const store = open()
        try {
          const { version } = await store.ping()
          return { store, version }
        } catch (error) {
          await store[Symbol.asyncDispose]()
          if (hopeless(error)) throw credentialsRefused(engine, error)
          if (performance.now() > options.deadline) throw await notReady(engine, options.provider, error)
        }
      }
      if (performance.now() > options.deadline) throw await notReady(engine, options.provider)
      if (ended) throw await exited(engine, options.provider)
      await sleep(pause(performance.now() - since), undefined, { signal })
    }
  } finally {
    watching.abort()
  }
}

function pause(waitedMs: number): number {
  return Math.min(POLL_MS.most, Math.max(POLL_MS.least, waitedMs * POLL_MS.ofWaited))
}

/** A driver's attempt costs milliseconds of processor time, which an engine of ours that starts here needs itself. */
async function worthAsking(engine: StackEngine): Promise<boolean> {
  return engine.provider === 'external' || engineAnswers(engine, ANSWER_MS)
}

function hopeless(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined
  return typeof cause?.code === 'string' && HOPELESS.has(cause.code)
}

/** A cluster in a volume gets its user, password and database when it is made, and never again. */
function credentialsRefused(engine: StackEngine, error: unknown): HomeError {
  const external = engine.provider === 'external'
  const detail = words(error instanceof Error ? error.cause : undefined)
  return new HomeError(STACK_ERRORS.CREDENTIALS_REFUSED, {
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

async function exited(engine: StackEngine, provider: Provider): Promise<HomeError> {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `The ${engine.store} engine (${engine.engine}) ended while it was starting.`,
    detail: await logTail(engine, provider),
    suggestion: `Run homemanager logs ${engine.store}, or homemanager doctor.`,
  })
}

async function notReady(engine: StackEngine, provider: Provider, cause?: unknown): Promise<HomeError> {
  const external = engine.provider === 'external'
  const todo = external
    ? `Check the URL of ${engine.store} and that it runs`
    : `Run homemanager logs ${engine.store}`
  return new HomeError(STACK_ERRORS.NOT_READY_IN_TIME, {
    message: `The ${engine.store} engine (${engine.engine}) did not answer in time.`,
    detail: [...words(cause), ...(external ? [] : [await logTail(engine, provider)])].join('\n'),
    suggestion: `${todo}, or allow more time with --timeout.`,
    cause,
  })
}

function words(cause: unknown): readonly string[] {
  return cause instanceof Error ? [cause.message] : []
}
