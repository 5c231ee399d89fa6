import { retry } from '../../core/retry.js'
import { isTransientError } from '../is-transient-error.js'
import type { ItemBatchWriter } from './item-batch-writer.js'
import type { ItemWrite } from './raw-json.js'

/**
 * Writes or deletes any number of items, as many requests at a time as the engine takes best; what DynamoDB leaves
 * undone is sent again, and so is what it was too busy for. `writeOf` is asked for the next request while one is on its
 * way, and not before. Keep `requests` from call to call: its lanes remember.
 */
export async function batchWrite<T>(
  requests: ItemBatchWriter,
  items: readonly T[],
  writeOf: (item: T) => ItemWrite,
  signal?: AbortSignal,
): Promise<void> {
  const { maxItems, concurrency } = requests
  const made = new Map<number, readonly ItemWrite[]>()
  const make = (start: number): readonly ItemWrite[] =>
    made.get(start) ?? items.slice(start, start + maxItems).map(writeOf)
  const starts = Array.from({ length: Math.ceil(items.length / maxItems) }, (_, n) => n * maxItems)
  made.set(0, make(0))
  await concurrency.run(
    starts,
    (start) => Math.min(maxItems, items.length - start),
    async (start) => {
      signal?.throwIfAborted()
      const writes = make(start)
      made.delete(start)
      const sent = send(requests, writes, () => concurrency.onThrottled())
      const next = start + maxItems
      if (next < items.length) made.set(next, make(next))
      await sent
    },
  )
}

async function send(
  requests: ItemBatchWriter,
  writes: readonly ItemWrite[],
  onThrottled: () => void,
): Promise<void> {
  let left = writes
  await retry(
    async () => {
      left = await requests.send(left)
      if (left.length > 0)
        throw new UnprocessedItemsError(`DynamoDB left ${left.length} writes undone, ten times.`)
    },
    {
      maxAttempts: 10,
      baseDelayMs: 50,
      maxDelayMs: 2000,
      isRetryable(error) {
        if (!(error instanceof UnprocessedItemsError) && !isTransientError(error)) return false
        onThrottled()
        return true
      },
    },
  )
}

class UnprocessedItemsError extends Error {}
