import { BatchWriteItemCommand, QueryCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { groupBy } from '../../../core/group-by.js'
import { retry } from '../../../core/retry.js'
import { OUTBOX_SHARDS, type OutboxItem, getOutboxPartition } from '../../../domain/outbox-item.js'
import type { OutboxEntry, OutboxStore } from '../../contracts/outbox-store.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { pendingTodoEvents } from './outbox-pattern.js'
import { MAX_BATCH_ITEMS } from '../client/item-batch-writer.js'

/** Items with `PK = OUTBOX#<shard>` and `SK = <event id>`. An entry's location is its partition. */
export function dynamodbOutbox(store: DynamodbStore): OutboxStore {
  const shards = Array.from({ length: OUTBOX_SHARDS }, (_, shard) => getOutboxPartition(shard))
  return {
    name: store.name,
    async read(limit) {
      const pages = await Promise.all(shards.map((shard) => readShard(store, shard, limit)))
      return pages.flatMap(sortByAggregateVersion)
    },
    async deleteEntries(entries) {
      const deletes = entries.map((entry) => ({
        DeleteRequest: { Key: marshall({ PK: entry.location, SK: entry.event.id }) },
      }))
      for (let start = 0; start < deletes.length; start += MAX_BATCH_ITEMS) {
        await batchDelete(store, deletes.slice(start, start + MAX_BATCH_ITEMS))
      }
    },
    async getBacklog() {
      const backlogs = await Promise.all(shards.map((shard) => getShardBacklog(store, shard)))
      return {
        count: backlogs.reduce((sum, backlog) => sum + backlog.count, 0),
        oldest: backlogs
          .flatMap((backlog) => backlog.oldest ?? [])
          .toSorted()
          .at(0),
      }
    },
  }
}

async function readShard(store: DynamodbStore, shard: string, limit: number): Promise<OutboxEntry[]> {
  const page = await store.client.send(
    new QueryCommand({ ...pendingTodoEvents.request(shard, limit), TableName: store.table }),
  )
  return (page.Items ?? []).map((item) => {
    const { event } = unmarshall(item) as OutboxItem
    return { event, location: shard }
  })
}

/** Sorts the events of each aggregate within a page by version, since the clocks of two writers may differ. */
function sortByAggregateVersion(entries: readonly OutboxEntry[]): readonly OutboxEntry[] {
  const bySubject = groupBy(entries, (entry) => entry.event.subject)
  for (const group of bySubject.values()) {
    group.sort((left, right) => left.event.aggregateversion - right.event.aggregateversion)
  }
  return entries.map((entry) => bySubject.get(entry.event.subject)?.shift() ?? entry)
}

async function batchDelete(store: DynamodbStore, requests: WriteRequest[]): Promise<void> {
  let remaining = requests
  await retry(
    async () => {
      const response = await store.client.send(
        new BatchWriteItemCommand({ RequestItems: { [store.table]: remaining } }),
      )
      remaining = response.UnprocessedItems?.[store.table] ?? []
      if (remaining.length > 0)
        throw new Error(`DynamoDB did not process ${remaining.length} deletions from the outbox.`)
    },
    { maxAttempts: 5, baseDelayMs: 50, maxDelayMs: 1000 },
  )
}

async function getShardBacklog(
  store: DynamodbStore,
  shard: string,
): Promise<{ count: number; oldest: string | undefined }> {
  const query = {
    TableName: store.table,
    KeyConditionExpression: 'PK = :shard',
    ExpressionAttributeValues: { ':shard': { S: shard } },
  }
  const [count, [first]] = await Promise.all([
    store.client.send(new QueryCommand({ ...query, Select: 'COUNT' })),
    readShard(store, shard, 1),
  ])
  return { count: count.Count ?? 0, oldest: first?.event.time }
}
