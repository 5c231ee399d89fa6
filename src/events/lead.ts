import { oneAtATime } from '../core/one-at-a-time.js'
import { WakeUp } from '../core/wake-up.js'
import { outboxesOf } from '../stores/outboxes-of.js'
import type { Stores } from '../stores/stores.js'
import { consumeBatch } from './consume-batch.js'
import type { EventHandler } from './event-handler.js'
import { appendEvents, type Queryable } from './event-log.js'
import { type Append, relayBatch } from './relay.js'
import { workLoop } from './work-loop.js'

export interface LeadOptions {
  readonly stores: Stores
  /** The connection that holds the leader's lock: what is appended through it is appended by the leader. */
  readonly log: Queryable
  readonly handlers: readonly EventHandler[]
  /** Where each loop leaves its wake-up, by what it waits for. */
  readonly wakeUps: { readonly outbox: Set<WakeUp>; readonly log: Set<WakeUp> }
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
    loop(options, options.wakeUps.log, () => consumeBatch(handler, { log: stores.postgres.pool, signal })),
  )
  await Promise.all([...relays, ...consumers])
}

async function loop(options: LeadOptions, wakeUps: Set<WakeUp>, work: () => Promise<boolean>): Promise<void> {
  const wakeUp = new WakeUp()
  wakeUps.add(wakeUp)
  const { idleMs, signal, onError } = options
  await workLoop({ work, wakeUp, minMs: 20, maxMs: idleMs, signal, onError })
  wakeUps.delete(wakeUp)
}
