import { groupBy } from '../core/group-by.js'
import { retry } from '../core/retry.js'
import { isPassingFailure } from '../stores/is-passing-failure.js'
import { offsetOf, saveOffset } from './consumer-offsets.js'
import { buryEvent } from './dead-letters.js'
import { type EventHandler, RetryLater } from './event-handler.js'
import { eventsAfter, type LoggedEvent, type Queryable } from './event-log.js'

export interface ConsumeOptions {
  readonly log: Queryable
  readonly signal: AbortSignal
  /** How often an event is tried before it becomes a dead letter; default 5. A store that is away does not count. */
  readonly attempts?: number
  /** First pause between attempts, milliseconds; default 50. */
  readonly baseMs?: number
}

const BATCH = 200
/** How many aggregates are worked on at once; the events of one aggregate go one after the other. */
const LANES = 8

/**
 * Lets a consumer handle the next events of the log and says whether there were any. The offset moves when all are
 * handled or put aside; killed before that, they come again.
 */
export async function consumeBatch(handler: EventHandler, options: ConsumeOptions): Promise<boolean> {
  const offset = await offsetOf(options.log, handler.consumer)
  const { events, end } = await eventsAfter(options.log, offset, BATCH, handler.types)
  if (end === undefined) return false
  const queue = groupBy(events, ({ event }) => event.subject).values()
  const lanes = Array.from({ length: LANES }, async () => {
    for (const own of queue) for (const logged of own) await handleOne(handler, logged, options)
  })
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected')
  if (failed) throw failed.reason
  options.signal.throwIfAborted()
  await saveOffset(options.log, handler.consumer, end)
  return true
}

/** Tries until it is done; throws only what will pass by itself, so that the whole batch is tried again later. */
async function handleOne(handler: EventHandler, logged: LoggedEvent, options: ConsumeOptions): Promise<void> {
  const { attempts = 5, baseMs = 50, signal } = options
  const retryable = (error: unknown): boolean => !waits(error) && !signal.aborted
  try {
    await retry(() => handler.handle(logged.event), { attempts, baseMs, maxMs: 2000, retryable, signal })
  } catch (error) {
    if (waits(error) || signal.aborted) throw error
    await buryEvent(options.log, handler.consumer, logged, attempts, error)
  }
}

function waits(error: unknown): boolean {
  return error instanceof RetryLater || isPassingFailure(error)
}
