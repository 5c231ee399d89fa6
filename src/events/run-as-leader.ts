import { Notifier } from '../core/notifier.js'
import { createSerialQueue } from '../core/serial-queue.js'
import { mapStores, type StoreName } from '../core/store-name.js'
import { createOutboxStores } from '../stores/create-outbox-stores.js'
import type { Stores } from '../stores/stores.js'
import { consumeBatch } from './consume-batch.js'
import { ConsumerProgress } from './consumer-progress.js'
import { OffsetWriter } from './consumer-offsets.js'
import type { EventHandler } from './event-handler.js'
import { IdleInterval } from './idle-interval.js'
import { LogReader } from './log-reader.js'
import { NotifierGroup } from './notifier-group.js'
import { appendEvents, type Queryable } from './event-log.js'
import { type AppendEvents, relayBatch } from './relay-batch.js'
import { type Purge, runPurgeLoop } from './run-purges.js'
import type { SagaOptions } from './sagas/run-saga.js'
import type { SagaDefinition } from './sagas/saga.js'
import { createSagaRunner } from './sagas/saga-runner.js'
import { runWorkLoop } from './run-work-loop.js'
import { watchForWork } from './watch-for-work.js'

/** Collects events for this time under load: moved one by one, events would cost more than the writes they describe. */
const BATCH_INTERVAL_MS = 30
const MIN_PAUSE_MS = 20
/** The polling interval of the loops that `watchForWork` wakes up. */
const WATCHED = { ms: 60_000 }

export interface LeaderOptions {
  readonly stores: Stores
  /** The connection that holds the leader's lock, so that only the leader can append. */
  readonly leaderClient: Queryable
  readonly handlers: readonly EventHandler[]
  readonly sagas: readonly SagaDefinition[]
  readonly purges: readonly Purge[]
  readonly sagaOptions?: SagaOptions
  readonly notifiers: LoopNotifiers
  /** Maximum polling interval; see `EventProcessingOptions`. */
  readonly idleMs: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
  /** Called with the progress of each consumer, which changes while the consumer runs. */
  readonly onProgress: (consumer: string, progress: ConsumerProgress) => void
}

/** Notifiers of the loops, by what they wait for. */
export interface LoopNotifiers {
  readonly outbox: Readonly<Record<StoreName, NotifierGroup>>
  readonly log: NotifierGroup
  readonly saga: NotifierGroup
}

export function createNotifiers(): LoopNotifiers {
  return {
    outbox: mapStores(() => new NotifierGroup()),
    log: new NotifierGroup(),
    saga: new NotifierGroup(),
  }
}

/** Runs one loop per outbox and one per consumer, and the purges, in one process per stack, until `signal` is aborted. */
export async function runAsLeader(options: LeaderOptions): Promise<void> {
  const { stores, leaderClient, notifiers, signal } = options
  // Three relays share one connection: their transactions must not interleave.
  const turn = createSerialQueue()
  const append: AppendEvents = (events) => turn(() => appendEvents(leaderClient, events))
  const outboxes = await createOutboxStores(stores)
  const idle = new IdleInterval(options.idleMs)
  const relays = outboxes.map((outbox) =>
    runLoop(options, notifiers.outbox[outbox.name], idle, async () => {
      const moved = await relayBatch(outbox, append)
      if (moved) idle.reset()
      return moved
    }),
  )
  const log = new LogReader(
    stores.postgres.pool,
    options.handlers.flatMap(({ types }) => types),
  )
  const offsets = new OffsetWriter(stores.postgres.pool)
  const announced = new Notifier()
  const readers = new NotifierGroup()
  const wakeReaders = (): void => {
    log.forgetEnd()
    readers.notifyAll()
  }
  const onAnnounced = (): void => {
    wakeReaders()
    announced.notify()
  }
  notifiers.log.listen(onAnnounced)
  const consumers = options.handlers.map((handler) => {
    const progress = new ConsumerProgress()
    options.onProgress(handler.consumer, progress)
    return runLoop(options, readers, WATCHED, async () => {
      const handled = await consumeBatch(handler, {
        db: stores.postgres.pool,
        signal,
        progress,
        log,
        offsets,
      })
      if (handled) notifiers.saga.notifyAll()
      return handled
    })
  })
  const runner = createSagaRunner({
    db: stores.postgres.pool,
    sagas: options.sagas,
    signal,
    onError: options.onError,
    onEnd: () => idle.reset(),
    ...options.sagaOptions,
  })
  const sagas = runLoop(options, notifiers.saga, WATCHED, async () => {
    const started = await runner.start()
    if (started) idle.reset()
    return started
  })
  const watch = watchForWork({
    db: stores.postgres.pool,
    consumers: options.handlers.map(({ consumer }) => consumer),
    announced,
    minMs: MIN_PAUSE_MS,
    interval: idle,
    signal,
    onPending(work) {
      if (work.events) wakeReaders()
      if (work.sagas) notifiers.saga.notifyAll()
    },
    onError: options.onError,
  })
  const { purges, onError } = options
  const purging = runPurgeLoop({ db: stores.postgres.pool, purges, signal, onError })
  await Promise.all([...relays, ...consumers, sagas, watch, purging])
  notifiers.log.unlisten(onAnnounced)
  await runner.settle()
}

async function runLoop(
  options: LeaderOptions,
  group: NotifierGroup,
  interval: Pick<IdleInterval, 'ms'>,
  work: () => Promise<boolean>,
): Promise<void> {
  const notifier = group.add()
  const { idleMs, signal, onError } = options
  await runWorkLoop({
    work,
    notifier,
    minMs: MIN_PAUSE_MS,
    ...(interval === WATCHED ? { minIdleMs: WATCHED.ms } : {}),
    maxIdle: interval,
    maxRetryMs: idleMs,
    batchIntervalMs: BATCH_INTERVAL_MS,
    signal,
    onError,
  })
  group.delete(notifier)
}
