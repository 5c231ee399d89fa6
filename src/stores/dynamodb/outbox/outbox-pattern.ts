import { getOutboxPartition } from '../../../domain/outbox-item.js'
import { definePattern } from '../../contracts/access-pattern.js'

/** `partition` is one of the partitions of the outbox: `OUTBOX#<shard>`. */
export const pendingTodoEvents = definePattern({
  name: 'todo.outbox',
  store: 'dynamodb',
  summary: 'pending events, read by the relay',
  index: 'table',
  request: (partition: string, limit: number) => ({
    KeyConditionExpression: 'PK = :shard',
    ExpressionAttributeValues: { ':shard': { S: partition } },
    Limit: limit,
    ConsistentRead: true,
  }),
  sample: () => [getOutboxPartition(0), 100],
})
