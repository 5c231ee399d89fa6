import { groupBy } from '../core/group-by.js'
import { retry } from '../core/retry.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { readOffset, saveOffset } from './consumer-offsets.js'
import { addDeadLetter } from './dead-letters.js'
import { type EventHandler, RetryLater } from './event-handler.js'
import { readEventsAfter, type LoggedEvent, type Queryable } from './event-log.js'

export interface ConsumeOptions {
  readonly db: Queryable
  readonly signal: AbortSignal
  /** Attempts before an event becomes a dead letter; default 5. Attempts while a store is unreachable do not count. */
  readonly attempts?: number
  /** First delay between attempts, in milliseconds; default 50. */
  readonly baseMs?: number
}

const BATCH_SIZE = 200
/** Maximum number of aggregates processed at the same time; events of one aggregate are processed in order. */
const MAX_CONCURRENT_AGGREGATES = 8

/**
 * Passes the next events of the log to a consumer and returns whether there were any. The offset is advanced when all of
 * them are handled or are dead letters; if the process ends before that, they are delivered again.
 */
export async function consumeBatch(handler: EventHandler, options: ConsumeOptions): Promise<boolean> {
  const offset = await readOffset(options.db, handler.consumer)
  const { events, lastPosition } = await readEventsAfter(options.db, offset, BATCH_SIZE, handler.types)
  if (lastPosition === undefined) return false
  const queue = groupBy(events, ({ event }) => event.subject).values()
  const lanes = Array.from({ length: MAX_CONCURRENT_AGGREGATES }, async () => {
    for (const own of queue) for (const logged of own) await handleEvent(handler, logged, options)
  })
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected')
  if (failed) throw failed.reason
  options.signal.throwIfAborted()
  await saveOffset(options.db, handler.consumer, lastPosition)
  return true
}

/** Retries until the event is handled. Throws only transient errors, after which the whole batch is retried later. */
async function handleEvent(
  handler: EventHandler,
  logged: LoggedEvent,
  options: ConsumeOptions,
): Promise<void> {
  const { attempts = 5, baseMs = 50, signal } = options
  const retryable = (error: unknown): boolean => !shouldWait(error) && !signal.aborted
  try {
    await retry(() => handler.handle(logged.event), {
      maxAttempts: attempts,
      baseDelayMs: baseMs,
      maxDelayMs: 2000,
      isRetryable: retryable,
      signal,
    })
  } catch (error) {
    if (shouldWait(error) || signal.aborted) throw error
    await addDeadLetter(options.db, handler.consumer, logged, attempts, error)
  }
}

function shouldWait(error: unknown): boolean {
  return error instanceof RetryLater || isTransientError(error)
}
