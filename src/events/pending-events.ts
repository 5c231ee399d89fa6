import { setTimeout as sleep } from 'node:timers/promises'
import { STORE_NAMES, type PerStore } from '../core/store-name.js'
import type { DataStore } from '../stores/contracts/data-store.js'
import { readConsumerLags } from './consumer-lag.js'
import type { Queryable } from './event-log.js'

const POLL_INTERVAL_MS = 100

interface PendingEvents {
  /** Events in the outboxes, without those that are dead letters. */
  readonly undelivered: number
  /** Positions of the event log, summed over the consumers that have not handled them yet. */
  readonly unhandled: number
}

export interface WaitForEventsOptions {
  /** Stop waiting if nothing has been processed for this long. */
  readonly idleTimeoutMs: number
  readonly timeoutMs: number
  /** Only events that are older than this. Default: all until now. */
  readonly before?: Date
  readonly signal?: AbortSignal | undefined
}

/** Waits until relay and consumers have processed the events of all stores. Resolves to whether they have. */
export async function waitForEvents(
  log: Queryable,
  data: PerStore<DataStore>,
  { idleTimeoutMs, timeoutMs, before = new Date(), signal }: WaitForEventsOptions,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  let last: PendingEvents | undefined
  let idleSince = performance.now()
  for (;;) {
    const pending = await readPendingEvents(log, data, before)
    if (pending.undelivered + pending.unhandled === 0) return true
    if (pending.undelivered !== last?.undelivered || pending.unhandled !== last.unhandled)
      idleSince = performance.now()
    last = pending
    if (performance.now() > Math.min(deadline, idleSince + idleTimeoutMs)) return false
    await sleep(POLL_INTERVAL_MS, undefined, { signal })
  }
}

async function readPendingEvents(
  log: Queryable,
  data: PerStore<DataStore>,
  before: Date,
): Promise<PendingEvents> {
  const [undelivered, { rows: dead }, lags] = await Promise.all([
    Promise.all(STORE_NAMES.map(async (name) => data[name].listUndeliveredEvents(before))),
    log.query<{ id: string }>('SELECT event_id AS id FROM platform.dead_letters'),
    readLags(log),
  ])
  const ignored = new Set(dead.map(({ id }) => id))
  const age = (Date.now() - before.getTime()) / 1000
  return {
    undelivered: undelivered.flat().filter(({ id }) => !ignored.has(id)).length,
    unhandled: lags
      .filter(({ oldestSeconds }) => oldestSeconds >= age)
      .reduce((sum, { lag }) => sum + lag, 0),
  }
}

async function readLags(log: Queryable): ReturnType<typeof readConsumerLags> {
  const { rows } = await log.query<{ consumer: string }>('SELECT consumer FROM platform.consumer_offsets')
  return readConsumerLags(
    log,
    rows.map(({ consumer }) => consumer),
  )
}
