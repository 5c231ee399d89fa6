import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { retry } from '../../core/retry.js'
import type { DynamodbStore } from './dynamodb-store.js'

/** BatchWriteItem takes no more (DynamoDB API, service quotas). */
const BATCH = 25
/** More requests than this at a time gain nothing on any engine that was measured. */
const IN_FLIGHT = 8

/** Writes or deletes any number of items, several requests at a time; what DynamoDB leaves undone is sent again. */
export async function batchWrite(store: DynamodbStore, requests: readonly WriteRequest[]): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < requests.length) {
      const start = next
      next += BATCH
      await writeBatch(store, requests.slice(start, start + BATCH))
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
}

async function writeBatch(store: DynamodbStore, requests: WriteRequest[]): Promise<void> {
  let left = requests
  await retry(
    async () => {
      const done = await store.client.send(
        new BatchWriteItemCommand({ RequestItems: { [store.table]: left } }),
      )
      left = done.UnprocessedItems?.[store.table] ?? []
      if (left.length > 0) throw new Unprocessed(`DynamoDB left ${left.length} writes undone, ten times.`)
    },
    { attempts: 10, baseMs: 50, maxMs: 2000, retryable: (error) => error instanceof Unprocessed },
  )
}

class Unprocessed extends Error {}
