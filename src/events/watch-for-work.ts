import { setTimeout as sleep } from 'node:timers/promises'
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
  const { interval, signal } = options
  while (!signal.aborted) {
    await sleep(interval.ms, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    try {
      options.onPending(await findPendingWork(options.db, options.consumers))
    } catch (error) {
      if (!signal.aborted) options.onError(error)
    }
  }
}

/** A consumer without an offset has handled nothing. */
const PENDING_WORK_SQL = `
SELECT EXISTS (
  SELECT FROM platform.event_log
  WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot()) AND position > (
    SELECT min(coalesce(o.position, 0))
    FROM unnest($1::text[]) AS c (consumer) LEFT JOIN platform.consumer_offsets o USING (consumer)
  )
) AS events,
EXISTS (SELECT FROM platform.sagas WHERE state IN ('running', 'compensating')) AS sagas`

async function findPendingWork(db: Queryable, consumers: readonly string[]): Promise<PendingWork> {
  const { rows } = await db.query<PendingWork>(PENDING_WORK_SQL, [consumers])
  return rows[0] ?? { events: false, sagas: false }
}
