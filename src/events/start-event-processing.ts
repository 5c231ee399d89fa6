import { setMaxListeners } from 'node:events'
import { Notifier } from '../core/notifier.js'
import { isTransientError } from '../stores/is-transient-error.js'
import type { Stores } from '../stores/stores.js'
import type { EventHandler } from './event-handler.js'
import { runAsLeader } from './run-as-leader.js'
import { openPlatformSession } from './platform-session.js'
import type { RunSagaOptions } from './sagas/run-saga.js'
import type { SagaDefinition } from './sagas/saga.js'

export interface EventProcessingOptions {
  readonly stores: Stores
  /** The consumers of the event log. */
  readonly handlers: readonly EventHandler[]
  /** Definitions of the sagas that handlers start. Sagas of other kinds are not run. */
  readonly sagas: readonly SagaDefinition[]
  /** Called with errors that are retried; default: none. */
  readonly onError?: (error: unknown) => void
  /** Maximum polling interval of an idle outbox, in milliseconds; default 1,000. */
  readonly idleMs?: number
  /** Retry settings of sagas. */
  readonly sagaOptions?: Pick<RunSagaOptions, 'attempts' | 'baseMs' | 'onStep'>
}

/** Runs the relay, the consumers and the sagas of a stack until disposed. */
export interface EventProcessing extends AsyncDisposable {
  /** Signals that an outbox may have new events. Optional: they are found within `idleMs` anyway. */
  notify(): void
}

/** Intervals between attempts to connect and to become the leader, in milliseconds. */
const RECONNECT_INTERVAL_MS = 250
const LEADER_RETRY_INTERVAL_MS = 1000

/**
 * Starts event processing and returns immediately. It connects, and reconnects, as soon as PostgreSQL is reachable. Any
 * number of processes may run it for one stack: one is the leader, and if it ends, another takes over within about one
 * second.
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
    // Every loop and every retry adds a listener.
    setMaxListeners(0, signal)
    const pause = new Notifier()
    while (!signal.aborted && !(await session.tryBecomeLeader()))
      await pause.wait(LEADER_RETRY_INTERVAL_MS, signal)
    if (signal.aborted) return
    await runAsLeader({
      stores: options.stores,
      leaderClient: session.client,
      handlers: options.handlers,
      sagas: options.sagas,
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
