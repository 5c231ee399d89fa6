import { retry } from '../../../core/retry.js'
import { isTransientError } from '../../is-transient-error.js'
import type { ItemBatchWriter } from './item-batch-writer.js'
import { isThrottled } from './is-throttled.js'
import type { ItemWrite } from './raw-json.js'

/**
 * Writes or deletes any number of items with adaptive concurrency. Retries unprocessed items and throttled requests.
 * The next request is prepared with `toWrite` while the previous one is in flight. Reuse the `writer` between calls,
 * since its concurrency adapts to the engine.
 */
export async function batchWrite<T>(
  writer: ItemBatchWriter,
  items: readonly T[],
  toWrite: (item: T) => ItemWrite,
  signal?: AbortSignal,
): Promise<void> {
  const { maxItems, concurrency } = writer
  const prepared = new Map<number, readonly ItemWrite[]>()
  const prepare = (start: number): readonly ItemWrite[] =>
    prepared.get(start) ?? items.slice(start, start + maxItems).map(toWrite)
  const starts = Array.from({ length: Math.ceil(items.length / maxItems) }, (_, n) => n * maxItems)
  prepared.set(0, prepare(0))
  await concurrency.run(
    starts,
    (start) => Math.min(maxItems, items.length - start),
    async (start) => {
      signal?.throwIfAborted()
      const writes = prepare(start)
      prepared.delete(start)
      const sent = send(writer, writes, () => concurrency.onThrottled(), signal)
      const next = start + maxItems
      if (next < items.length) prepared.set(next, prepare(next))
      await sent
    },
  )
}

/** Sends a request until everything is written. Waits as long as DynamoDB throttles; other failures end after some attempts. */
async function send(
  writer: ItemBatchWriter,
  writes: readonly ItemWrite[],
  onThrottled: () => void,
  signal?: AbortSignal,
): Promise<void> {
  let remaining = writes
  let failures = 0
  await retry(
    async () => {
      remaining = await writer.send(remaining)
      if (remaining.length > 0) throw new UnprocessedItemsError()
    },
    {
      maxAttempts: Number.POSITIVE_INFINITY,
      baseDelayMs: 50,
      maxDelayMs: 2000,
      isRetryable(error) {
        const throttled = error instanceof UnprocessedItemsError || isThrottled(error)
        if (!throttled && (!isTransientError(error) || ++failures >= MAX_FAILURES)) return false
        onThrottled()
        return true
      },
      ...(signal === undefined ? {} : { signal }),
    },
  )
}

const MAX_FAILURES = 10

class UnprocessedItemsError extends Error {}
