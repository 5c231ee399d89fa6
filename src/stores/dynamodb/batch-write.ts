import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { retry } from '../../core/retry.js'
import { isPassingFailure } from '../is-passing-failure.js'
import { AdaptiveLanes } from './adaptive-lanes.js'
import type { DynamodbStore } from './dynamodb-store.js'

/** BatchWriteItem takes no more (DynamoDB API, service quotas). */
const BATCH = 25

/**
 * Writes or deletes any number of items, as many requests at a time as the engine takes best; what DynamoDB leaves
 * undone is sent again, and so is what it was too busy for. Keep `lanes` from call to call: it remembers.
 */
export async function batchWrite(
  store: DynamodbStore,
  requests: readonly WriteRequest[],
  lanes: AdaptiveLanes = new AdaptiveLanes(),
): Promise<void> {
  const pieces: WriteRequest[][] = []
  for (let start = 0; start < requests.length; start += BATCH) {
    pieces.push(requests.slice(start, start + BATCH))
  }
  await lanes.run(
    pieces,
    ({ length }) => length,
    (piece) => writeBatch(store, piece, () => lanes.throttled()),
  )
}

async function writeBatch(
  store: DynamodbStore,
  requests: WriteRequest[],
  onThrottled: () => void,
): Promise<void> {
  let left = requests
  await retry(
    async () => {
      const done = await store.client.send(
        new BatchWriteItemCommand({ RequestItems: { [store.table]: left } }),
      )
      left = done.UnprocessedItems?.[store.table] ?? []
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
