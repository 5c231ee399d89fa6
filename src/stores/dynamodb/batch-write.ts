import { retry } from '../../core/retry.js'
import { isPassingFailure } from '../is-passing-failure.js'
import { AdaptiveLanes } from './adaptive-lanes.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { type WriteOfItem, writeItems } from './plain-json.js'

/** BatchWriteItem takes no more (DynamoDB API, service quotas). */
export const REQUEST_ITEMS = 25

/**
 * Writes or deletes any number of items, as many requests at a time as the engine takes best; what DynamoDB leaves
 * undone is sent again, and so is what it was too busy for. `writeOf` is asked when a request is made, not before.
 * Keep `lanes` from call to call: it remembers.
 */
export async function batchWrite<T>(
  store: DynamodbStore,
  items: readonly T[],
  writeOf: (item: T) => WriteOfItem,
  lanes: AdaptiveLanes = new AdaptiveLanes(),
  signal?: AbortSignal,
): Promise<void> {
  const pieces: T[][] = []
  for (let start = 0; start < items.length; start += REQUEST_ITEMS) {
    pieces.push(items.slice(start, start + REQUEST_ITEMS))
  }
  await lanes.run(
    pieces,
    ({ length }) => length,
    async (piece) => {
      signal?.throwIfAborted()
      await writeBatch(store, piece.map(writeOf), () => lanes.throttled())
    },
  )
}

async function writeBatch(
  store: DynamodbStore,
  writes: readonly WriteOfItem[],
  onThrottled: () => void,
): Promise<void> {
  let left = writes
  await retry(
    async () => {
      left = await writeItems(store, left)
      if (left.length > 0) throw new Unprocessed(`DynamoDB left ${left.length} writes undone, ten times.`)
    },
    {
      attempts: 10,
      baseMs: 50,
      maxMs: 2000,
      retryable(error) {
        if (!(error instanceof Unprocessed) && !isPassingFailure(error)) return false
        onThrottled()
        return true
      },
    },
  )
}

class Unprocessed extends Error {}
