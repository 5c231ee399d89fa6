import type { Notifier } from '../core/notifier.js'
import type { Queryable } from './event-log.js'

/** What the loops of the leader may have missed. */
export interface PendingWork {
  /** Whether a consumer has not handled all events that it can read. */
  readonly events: boolean
  /** Whether there are unfinished sagas. */
  readonly sagas: boolean
}

export interface WatchOptions {
  readonly db: Queryable
  readonly consumers: readonly string[]
  /** Notified when events are announced, which an open transaction may still hide. */
  readonly announced: Notifier
  /** First pause after an announcement, in milliseconds. Doubles up to `interval`. */
  readonly minMs: number
  readonly interval: { readonly ms: number }
  readonly signal: AbortSignal
  readonly onPending: (work: PendingWork) => void
  /** Called with errors; the query is repeated after the interval. */
  readonly onError: (error: unknown) => void
}

/**
 * Looks for work that no notification announced: a saga that another process retries, a batch that failed, an event that an
 * open transaction hid when it was announced. One query for all loops, because an idle stack pays for each.
 */
export async function watchForWork(options: WatchOptions): Promise<void> {
  const { announced, minMs, interval, signal } = options
  let pause = minMs
  let checkedAt = performance.now()
  while (!signal.aborted) {
    const before = performance.now()
    pause = Math.min(pause, interval.ms)
    await announced.wait(pause, signal)
    if (signal.aborted) return
    const now = performance.now()
    const isWoken = now - before < pause - 1
    pause = isWoken ? minMs : pause * 2
    if (isWoken && now - checkedAt < interval.ms) continue
    checkedAt = now
    try {
      options.onPending(await findPendingWork(options.db, options.consumers))
    } catch (error) {
      if (!signal.aborted) options.onError(error)
    }
  }
}

/**
 * A consumer without an offset has handled nothing. Reads the end of the log only: its cost does not depend on the length of the
 * log.
 */
const PENDING_WORK_SQL = `
SELECT coalesce((
  SELECT position FROM platform.event_log WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY position DESC LIMIT 1
) > (
  SELECT min(coalesce(o.position, 0))
  FROM unnest($1::text[]) AS c (consumer) LEFT JOIN platform.consumer_offsets o USING (consumer)
), false) AS events,
EXISTS (SELECT FROM platform.sagas WHERE state IN ('running', 'compensating')) AS sagas`

async function findPendingWork(db: Queryable, consumers: readonly string[]): Promise<PendingWork> {
  const { rows } = await db.query<PendingWork>(PENDING_WORK_SQL, [consumers])
  return rows[0] ?? { events: false, sagas: false }
}
