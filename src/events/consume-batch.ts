import { groupBy } from '../core/group-by.js'
import { retry } from '../core/retry.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { ConsumerProgress } from './consumer-progress.js'
import { OffsetWriter, readOffset } from './consumer-offsets.js'
import { addDeadLetter } from './dead-letters.js'
import { DeliveryFailed, type EventHandler, RetryLater } from './event-handler.js'
import { traceConsumer } from './trace-events.js'
import type { LoggedEvent, Queryable } from './event-log.js'
import { LogReader } from './log-reader.js'

export interface ConsumeOptions {
  readonly db: Queryable
  readonly signal: AbortSignal
  /** Shared with the other consumers of this process. Default: one of its own. */
  readonly log?: LogReader
  readonly offsets?: OffsetWriter
  /** What this process knows about the consumer beyond its offset. Default: nothing yet. */
  readonly progress?: ConsumerProgress
  /** Attempts before an event becomes a dead letter; default 5. Attempts while a store is unreachable do not count. */
  readonly attempts?: number
  /** First delay between attempts, in milliseconds; default 50. */
  readonly baseMs?: number
}

/** Events of one aggregate are processed in order. */
const DEFAULT_MAX_CONCURRENT = 8
/** While so many events wait, no further ones are read. */
const MAX_WAITING_EVENTS = 1000

/**
 * Passes the next events of the log to a consumer and returns whether any was handled. An event that must wait holds back the
 * events of its own aggregate only. The offset is advanced up to the first waiting event; if the process ends, the events after
 * it are delivered again. Throws the reason if all remaining events must wait.
 */
export async function consumeBatch(handler: EventHandler, options: ConsumeOptions): Promise<boolean> {
  const { db, signal, progress = new ConsumerProgress() } = options
  const { log = new LogReader(db, handler.types), offsets = new OffsetWriter(db) } = options
  progress.position ??= await readOffset(db, handler.consumer)
  const page =
    progress.countWaiting() < MAX_WAITING_EVENTS
      ? await log.read(progress.position, handler.types)
      : { events: [], lastPosition: undefined }
  const end = page.lastPosition
  const lanes = progress.takeDue()
  for (const [subject, events] of groupBy(page.events, ({ event }) => event.subject)) {
    const known = lanes.get(subject)
    if (known !== undefined) known.push(...events)
    else if (!progress.append(subject, events)) lanes.set(subject, [...events])
  }
  progress.position = end ?? progress.position
  const { handled, reason } = await processLanes(handler, lanes, { ...options, progress })
  signal.throwIfAborted()
  const offset = progress.getOffset()
  if (offset !== undefined && offset !== progress.savedOffset) {
    await offsets.save(handler.consumer, offset)
    progress.savedOffset = offset
  }
  if (handled === 0 && end === undefined && progress.countWaiting() > 0)
    throw reason ?? new RetryLater(`${handler.consumer} waits for earlier events.`)
  return handled > 0 || end !== undefined
}

interface LaneResult {
  readonly handled: number
  /** Why an event must wait. */
  readonly reason: unknown
}

/** Processes the events of each aggregate in order. Those that are not handled wait. */
async function processLanes(
  handler: EventHandler,
  lanes: ReadonlyMap<string, readonly LoggedEvent[]>,
  options: ConsumeOptions & { readonly progress: ConsumerProgress },
): Promise<LaneResult> {
  const queue = lanes.entries()
  let handled = 0
  let reason: unknown
  let unreachable = false
  const processNext = async (): Promise<void> => {
    for (const [subject, events] of queue) {
      for (const [index, logged] of events.entries()) {
        if (unreachable) {
          options.progress.hold(subject, events.slice(index))
          break
        }
        try {
          await handleEvent(handler, logged, options)
          handled++
        } catch (error) {
          options.progress.hold(subject, events.slice(index))
          if (!options.signal.aborted) options.progress.retries++
          reason ??= error
          // The others would only wait for the same store.
          unreachable ||= options.signal.aborted || !(error instanceof RetryLater)
          break
        }
      }
      options.progress.settle(subject)
    }
  }
  const length = Math.min(handler.maxConcurrent ?? DEFAULT_MAX_CONCURRENT, lanes.size)
  await Promise.all(Array.from({ length }, processNext))
  return { handled, reason }
}

/** Retries until the event is handled or is a dead letter. Throws only if it must wait. */
async function handleEvent(
  handler: EventHandler,
  logged: LoggedEvent,
  options: ConsumeOptions,
): Promise<void> {
  const { attempts = 5, baseMs = 50, signal } = options
  const retryable = (error: unknown): boolean =>
    !shouldWait(error) && !(error instanceof DeliveryFailed) && !signal.aborted
  try {
    await retry(async () => traceConsumer(handler.consumer, logged.event, (event) => handler.handle(event)), {
      maxAttempts: attempts,
      baseDelayMs: baseMs,
      maxDelayMs: 2000,
      isRetryable: retryable,
      signal,
    })
  } catch (error) {
    if (shouldWait(error) || signal.aborted) throw error
    const counted = error instanceof DeliveryFailed ? error.attempts : attempts
    await addDeadLetter(options.db, handler.consumer, logged, counted, error)
  }
}

function shouldWait(error: unknown): boolean {
  return error instanceof RetryLater || isTransientError(error)
}
