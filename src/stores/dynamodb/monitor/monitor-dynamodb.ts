import { isRecord } from '../../../core/is-record.js'
import type { StoreMetric, StoreMonitor } from '../../contracts/store-metrics.js'
import { getRawResponse } from '../client/raw-json-middleware.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { PartitionCounts } from './partition-counts.js'

/** Operations that report their capacity. */
const METERED = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'GetItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactGetItems',
  'TransactWriteItems',
])
const THROTTLES = /^(?:ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|ThrottlingException)/
const SHOWN_PARTITIONS = 5

/** Consumed capacity, throttled requests and the partitions with most requests, as this process sees them. */
export function monitorDynamodb(store: DynamodbStore): StoreMonitor {
  const capacity = new Map<string, number>()
  const partitions = new PartitionCounts()
  let throttled = 0
  const remove = store.hooks.add(async ({ operation, input }, send) => {
    if (!METERED.has(operation)) return send()
    partitions.add(input)
    try {
      // Not a copy: registered commands are known by their input.
      const metered = input as { ReturnConsumedCapacity?: string }
      metered.ReturnConsumedCapacity ??= 'TOTAL'
      const response = await send()
      const output = getRawResponse(input) ?? response.output
      capacity.set(operation, (capacity.get(operation) ?? 0) + getCapacity(output))
      return response
    } catch (error) {
      if (error instanceof Error && THROTTLES.test(error.name)) throttled++
      throw error
    }
  })
  return {
    async read() {
      // The counts are known without the store, but whether it responds is not.
      await store.ping()
      return [
        {
          name: 'dynamodb_consumed_capacity_units_total',
          help: 'Capacity units that the requests of this process have consumed, by operation.',
          values: [...capacity].map(([operation, value]) => ({ labels: { operation }, value })),
        },
        {
          name: 'dynamodb_throttled_requests_total',
          help: 'Requests of this process that were rejected because of their rate.',
          values: [{ value: throttled }],
        },
        ...listPartitionMetrics(partitions),
      ]
    },
    [Symbol.dispose]() {
      remove()
    },
  }
}

function listPartitionMetrics(partitions: PartitionCounts): readonly StoreMetric[] {
  const { total, top } = partitions.list(SHOWN_PARTITIONS)
  return [
    {
      name: 'dynamodb_partition_requests',
      help: 'Requests in the last minute or two, of the partition keys with most requests.',
      values: top.map(([partition, value]) => ({ labels: { partition }, value })),
    },
    {
      name: 'dynamodb_hot_partition_ratio',
      help: 'Share of the partition key with most requests in the last minute or two.',
      values: [{ value: total === 0 ? 0 : (top[0]?.[1] ?? 0) / total }],
    },
  ]
}

function getCapacity(output: unknown): number {
  const consumed = isRecord(output) ? output['ConsumedCapacity'] : undefined
  return [consumed]
    .flat()
    .map((each) => (isRecord(each) ? Number(each['CapacityUnits'] ?? 0) : 0))
    .reduce((sum, units) => sum + units, 0)
}
