import { setMaxListeners } from 'node:events'
import { WakeUp } from '../core/wake-up.js'
import { isPassingFailure } from '../stores/is-passing-failure.js'
import type { Stores } from '../stores/stores.js'
import { eventHandlers, sagaDefinitions } from './event-handlers.js'
import { lead } from './lead.js'
import { openPlatformSession } from './platform-session.js'
import type { RunSagaOptions } from './sagas/run-saga.js'

export interface EventingOptions {
  readonly stores: Stores
  /** Told of faults that eventing lives through; default: silent. */
  readonly onError?: (error: unknown) => void
  /** Longest pause between two looks at an idle outbox, milliseconds; default 1,000. */
  readonly idleMs?: number
  /** How patient sagas are. */
  readonly saga?: Pick<RunSagaOptions, 'attempts' | 'baseMs' | 'onStep'>
}

/** Relay, consumers and sagas of a stack, as long as it is not disposed. */
export interface Eventing extends AsyncDisposable {
  /** Says that an outbox may have something. Optional: it is found anyway, up to `idleMs` later. */
  wake(): void
}

/** Pauses between attempts to connect, and between attempts to become the leader, milliseconds. */
const RECONNECT_MS = 250
const LEAD_AGAIN_MS = 1000

/**
 * Starts eventing and returns at once, also while PostgreSQL is away: it connects when it can, again and again. Any
 * number of processes may start it on one stack; one leads, and when it dies another takes over within about a second.
 */
export async function startEventing(options: EventingOptions): Promise<Eventing> {
  const stop = new AbortController()
  const wakeUps = { outbox: new Set<WakeUp>(), log: new Set<WakeUp>(), saga: new Set<WakeUp>() }
  const wakeAll = (all: ReadonlySet<WakeUp>): void => all.forEach((one) => one.wake())
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
    const pause = new WakeUp()
    while (!signal.aborted && !(await session.tryLead())) await pause.sleep(LEAD_AGAIN_MS, signal)
    if (signal.aborted) return
    await lead({
      stores: options.stores,
      log: session.client,
      handlers: eventHandlers(options.stores),
      sagas: sagaDefinitions(options.stores),
      ...(options.saga === undefined ? {} : { saga: options.saga }),
      wakeUps,
      idleMs: options.idleMs ?? 1000,
      signal,
      onError,
    })
  }
  const running = (async () => {
    const pause = new WakeUp()
    while (!stop.signal.aborted) {
      await session().catch((error: unknown) => {
        if (!stop.signal.aborted && !isPassingFailure(error)) onError(error)
      })
      await pause.sleep(RECONNECT_MS, stop.signal)
    }
  })()
  return {
    wake: () => wakeAll(wakeUps.outbox),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}
