import { createSerialQueue } from '../core/serial-queue.js'
import { Notifier } from '../core/notifier.js'
import { createOutboxStores } from '../stores/create-outbox-stores.js'
import type { Stores } from '../stores/stores.js'
import { consumeBatch } from './consume-batch.js'
import type { EventHandler } from './event-handler.js'
import { appendEvents, type Queryable } from './event-log.js'
import { type AppendEvents, relayBatch } from './relay-batch.js'
import { runSaga, type RunSagaOptions } from './sagas/run-saga.js'
import type { SagaDefinition } from './sagas/saga.js'
import { listUnfinishedSagas } from './sagas/saga-records.js'
import { runWorkLoop } from './run-work-loop.js'
import { watchForWork } from './watch-for-work.js'

/** Collects events for this time under load: moved one by one, events would cost more than the writes they describe. */
const BATCH_INTERVAL_MS = 30
/** Polling interval of the loops that `watchForWork` wakes up. */
const WATCHED_IDLE_MS = 60_000

export interface LeaderOptions {
  readonly stores: Stores
  /** The connection that holds the leader's lock, so that only the leader can append. */
  readonly leaderClient: Queryable
  readonly handlers: readonly EventHandler[]
  readonly sagas: readonly SagaDefinition[]
  readonly sagaOptions?: Pick<RunSagaOptions, 'attempts' | 'baseMs' | 'onStep'>
  /** Notifiers of the loops, by what they wait for. */
  readonly notifiers: Readonly<Record<'outbox' | 'log' | 'saga', Set<Notifier>>>
  readonly idleMs: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Runs one loop per outbox and one per consumer, in one process per stack, until `signal` is aborted. */
export async function runAsLeader(options: LeaderOptions): Promise<void> {
  const { stores, leaderClient, signal } = options
  // Three relays share one connection: their transactions must not interleave.
  const turn = createSerialQueue()
  const append: AppendEvents = (events) => turn(() => appendEvents(leaderClient, events))
  const outboxes = await createOutboxStores(stores)
  const wakeAll = (notifiers: ReadonlySet<Notifier>): void => notifiers.forEach((one) => one.notify())
  const relays = outboxes.map((outbox) =>
    runNotifiedLoop(options, options.notifiers.outbox, options.idleMs, () => relayBatch(outbox, append)),
  )
  const consumers = options.handlers.map((handler) =>
    runNotifiedLoop(options, options.notifiers.log, WATCHED_IDLE_MS, async () => {
      const handled = await consumeBatch(handler, { db: stores.postgres.pool, signal })
      if (handled) wakeAll(options.notifiers.saga)
      return handled
    }),
  )
  const sagas = runNotifiedLoop(options, options.notifiers.saga, WATCHED_IDLE_MS, () =>
    runUnfinishedSagas(options),
  )
  const watch = watchForWork({
    db: stores.postgres.pool,
    consumers: options.handlers.map(({ consumer }) => consumer),
    intervalMs: options.idleMs,
    signal,
    onPending(work) {
      if (work.events) wakeAll(options.notifiers.log)
      if (work.sagas) wakeAll(options.notifiers.saga)
    },
    onError: options.onError,
  })
  await Promise.all([...relays, ...consumers, sagas, watch])
}

async function runUnfinishedSagas(options: LeaderOptions): Promise<boolean> {
  const db = options.stores.postgres.pool
  const known = new Map(options.sagas.map((definition) => [definition.kind, definition]))
  const runs = (await listUnfinishedSagas(db)).flatMap((saga) => {
    const definition = known.get(saga.kind)
    return definition
      ? [runSaga(definition, saga, { db, signal: options.signal, ...options.sagaOptions })]
      : []
  })
  await Promise.all(runs)
  return runs.length > 0
}

async function runNotifiedLoop(
  options: LeaderOptions,
  wakeUps: Set<Notifier>,
  maxIdleMs: number,
  work: () => Promise<boolean>,
): Promise<void> {
  const wakeUp = new Notifier()
  wakeUps.add(wakeUp)
  const { idleMs, signal, onError } = options
  await runWorkLoop({
    work,
    notifier: wakeUp,
    minMs: 20,
    maxIdleMs,
    maxRetryMs: idleMs,
    batchIntervalMs: BATCH_INTERVAL_MS,
    signal,
    onError,
  })
  wakeUps.delete(wakeUp)
}
