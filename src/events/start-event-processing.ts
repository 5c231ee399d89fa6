import { setMaxListeners } from 'node:events'
import { Notifier } from '../core/notifier.js'
import { isTransientError } from '../stores/is-transient-error.js'
import type { Stores } from '../stores/stores.js'
import { createEventHandlers, createSagaDefinitions } from './event-handlers.js'
import { runAsLeader } from './run-as-leader.js'
import { openPlatformSession } from './platform-session.js'
import type { RunSagaOptions } from './sagas/run-saga.js'

export interface EventProcessingOptions {
  readonly stores: Stores
  /** Told of faults that eventing lives through; default: silent. */
  readonly onError?: (error: unknown) => void
  /** Longest pause between two looks at an idle outbox, milliseconds; default 1,000. */
  readonly idleMs?: number
  /** How patient sagas are. */
  readonly sagaOptions?: Pick<RunSagaOptions, 'attempts' | 'baseMs' | 'onStep'>
}

/** Relay, consumers and sagas of a stack, as long as it is not disposed. */
export interface EventProcessing extends AsyncDisposable {
  /** Says that an outbox may have something. Optional: it is found anyway, up to `idleMs` later. */
  notify(): void
}

/** Pauses between attempts to connect, and between attempts to become the leader, milliseconds. */
const RECONNECT_INTERVAL_MS = 250
const LEADER_RETRY_INTERVAL_MS = 1000

/**
 * Starts eventing and returns at once, also while PostgreSQL is away: it connects when it can, again and again. Any
 * number of processes may start it on one stack; one leads, and when it dies another takes over within about a second.
 */
export async function startEventProcessing(options: EventProcessingOptions): Promise<EventProcessing> {
  const stop = new AbortController()
  const wakeUps = { outbox: new Set<Notifier>(), log: new Set<Notifier>(), saga: new Set<Notifier>() }
  const wakeAll = (all: ReadonlySet<Notifier>): void => all.forEach((one) => one.notify())
  const onError = (error: unknown): void => options.onError?.(error)
  const session = async (): Promise<void> => {
    await using session = await openPlatformSession({
      url: options.stores.postgres.endpoint.url,
      onOutbox: () => wakeAll(wakeUps.outbox),
      onLog: () => wakeAll(wakeUps.log),
    })
    const signal = AbortSignal.any([stop.signal, session.lost])
    // Every loop listens to it, and every event that is tried again does for a while.
    setMaxListeners(0, signal)
    const pause = new Notifier()
    while (!signal.aborted && !(await session.tryBecomeLeader()))
      await pause.wait(LEADER_RETRY_INTERVAL_MS, signal)
    if (signal.aborted) return
    await runAsLeader({
      stores: options.stores,
      leaderClient: session.client,
      handlers: createEventHandlers(options.stores),
      sagas: createSagaDefinitions(options.stores),
      ...(options.sagaOptions === undefined ? {} : { sagaOptions: options.sagaOptions }),
      notifiers: wakeUps,
      idleMs: options.idleMs ?? 1000,
      signal,
      onError,
    })
  }
  const running = (async () => {
    const pause = new Notifier()
    while (!stop.signal.aborted) {
      await session().catch((error: unknown) => {
        if (!stop.signal.aborted && !isTransientError(error)) onError(error)
      })
      await pause.wait(RECONNECT_INTERVAL_MS, stop.signal)
    }
  })()
  return {
    notify: () => wakeAll(wakeUps.outbox),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}
