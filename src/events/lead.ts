import { oneAtATime } from '../core/one-at-a-time.js'
import { WakeUp } from '../core/wake-up.js'
import { outboxesOf } from '../stores/outboxes-of.js'
import type { Stores } from '../stores/stores.js'
import { consumeBatch } from './consume-batch.js'
import type { EventHandler } from './event-handler.js'
import { appendEvents, type Queryable } from './event-log.js'
import { type Append, relayBatch } from './relay.js'
import { runSaga, type RunSagaOptions } from './sagas/run-saga.js'
import type { SagaDefinition } from './sagas/saga.js'
import { unfinishedSagas } from './sagas/saga-records.js'
import { workLoop } from './work-loop.js'

/** Under load a batch holds what came in this time: one by one, events cost more than what they tell of. */
const REST_MS = 30

export interface LeadOptions {
  readonly stores: Stores
  /** The connection that holds the leader's lock: what is appended through it is appended by the leader. */
  readonly log: Queryable
  readonly handlers: readonly EventHandler[]
  readonly sagas: readonly SagaDefinition[]
  readonly saga?: Pick<RunSagaOptions, 'attempts' | 'baseMs' | 'onStep'>
  /** Where each loop leaves its wake-up, by what it waits for. */
  readonly wakeUps: Readonly<Record<'outbox' | 'log' | 'saga', Set<WakeUp>>>
  readonly idleMs: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/** What only one process of a stack does: one loop per outbox, one per consumer. Ends when `signal` is aborted. */
export async function lead(options: LeadOptions): Promise<void> {
  const { stores, log, signal } = options
  // Three relays share the one connection; a transaction of one must not get between the statements of another.
  const turn = oneAtATime()
  const append: Append = (events) => turn(() => appendEvents(log, events))
  const relays = outboxesOf(stores).map((outbox) =>
    loop(options, options.wakeUps.outbox, () => relayBatch(outbox, append)),
  )
  const consumers = options.handlers.map((handler) =>
    loop(options, options.wakeUps.log, async () => {
      const handled = await consumeBatch(handler, { log: stores.postgres.pool, signal })
      if (handled) options.wakeUps.saga.forEach((one) => one.wake())
      return handled
    }),
  )
  const sagas = loop(options, options.wakeUps.saga, () => runUnfinished(options))
  await Promise.all([...relays, ...consumers, sagas])
}

async function runUnfinished(options: LeadOptions): Promise<boolean> {
  const db = options.stores.postgres.pool
  const known = new Map(options.sagas.map((definition) => [definition.kind, definition]))
  const runs = (await unfinishedSagas(db)).flatMap((saga) => {
    const definition = known.get(saga.kind)
    return definition ? [runSaga(definition, saga, { db, signal: options.signal, ...options.saga })] : []
  })
  await Promise.all(runs)
  return runs.length > 0
}

async function loop(options: LeadOptions, wakeUps: Set<WakeUp>, work: () => Promise<boolean>): Promise<void> {
  const wakeUp = new WakeUp()
  wakeUps.add(wakeUp)
  const { idleMs, signal, onError } = options
  await workLoop({ work, wakeUp, minMs: 20, maxMs: idleMs, restMs: REST_MS, signal, onError })
  wakeUps.delete(wakeUp)
}
