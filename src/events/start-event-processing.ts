import { setMaxListeners } from 'node:events'
import { Notifier } from '../core/notifier.js'
import { isTransientError } from '../stores/is-transient-error.js'
import type { StoreName } from '../core/store-name.js'
import type { Stores } from '../stores/stores.js'
import { type ConsumerLag, readConsumerLags } from './consumer-lag.js'
import type { ConsumerProgress } from './consumer-progress.js'
import type { EventHandler } from './event-handler.js'
import { createNotifiers, runAsLeader } from './run-as-leader.js'
import { openPlatformSession, type PlatformSession } from './platform-session.js'
import type { Purge } from './run-purges.js'
import type { SagaOptions } from './sagas/run-saga.js'
import type { SagaDefinition } from './sagas/saga.js'

export interface EventProcessingOptions {
  readonly stores: Stores
  /** The consumers of the event log. */
  readonly handlers: readonly EventHandler[]
  /** Definitions of the sagas that handlers start. Sagas of other kinds are not run. */
  readonly sagas: readonly SagaDefinition[]
  /** What the leader deletes by age; default: nothing. */
  readonly purges?: readonly Purge[]
  /** Called with errors that are retried; default: none. */
  readonly onError?: (error: unknown) => void
  /**
   * Maximum polling interval without work, in milliseconds; default 1,000. Ten times as long while the stack has had no
   * event for 30 seconds. Writes of the services are announced and do not wait for it.
   */
  readonly idleMs?: number
  /** Retry settings of sagas, and what is told about them. */
  readonly sagaOptions?: SagaOptions
}

export interface ConsumerStatus extends ConsumerLag {
  /** Attempts after which an event had to wait. */
  readonly retries: number
  /** Events that are kept in memory because they must wait. */
  readonly waiting: number
}

/** Runs the relay, the consumers and the sagas of a stack until disposed. */
export interface EventProcessing extends AsyncDisposable {
  /** Signals that the outbox of a store may have new events. Optional: polling finds them, too. */
  notify(store: StoreName): void
  /** For metrics: how far each consumer is. The retries are those of this process. */
  readConsumers(): Promise<readonly ConsumerStatus[]>
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
  const notifiers = createNotifiers()
  const onError = (error: unknown): void => options.onError?.(error)
  const progresses = new Map<string, ConsumerProgress>()
  let current: PlatformSession | undefined
  const session = async (): Promise<void> => {
    await using session = await openPlatformSession({
      url: options.stores.postgres.endpoint.url,
      onOutbox: (store) => notifiers.outbox[store].notifyAll(),
      onLog() {
        notifiers.log.notifyAll()
        notifiers.saga.notifyAll()
      },
    })
    current = session
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
      purges: options.purges ?? [],
      ...(options.sagaOptions === undefined ? {} : { sagaOptions: options.sagaOptions }),
      notifiers,
      idleMs: options.idleMs ?? 1000,
      signal,
      onError,
      onProgress: (consumer, progress) => void progresses.set(consumer, progress),
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
    notify(store) {
      if (current?.isLeader) notifiers.outbox[store].notifyAll()
      else current?.announceOutbox(store)
    },
    async readConsumers() {
      const consumers = options.handlers.map(({ consumer }) => consumer)
      const lags = await readConsumerLags(options.stores.postgres.pool, consumers)
      return lags.map((lag) => {
        const progress = progresses.get(lag.consumer)
        return { ...lag, retries: progress?.retries ?? 0, waiting: progress?.countWaiting() ?? 0 }
      })
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}
