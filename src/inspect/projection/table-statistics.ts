import { DescribeTableCommand, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../../stores/dynamodb/client/dynamodb-store.js'

/** The partition keys of the table and its indexes, except GSI4, where every id is a partition. */
const PARTITION_KEYS = { table: 'PK', GSI1: 'GSI1PK', GSI2: 'GSI1SK', GSI3: 'GSI3PK' } as const
export type KeyedIndex = keyof typeof PARTITION_KEYS

/** How the items of an index are distributed over its partitions. */
export interface PartitionDistribution {
  readonly index: KeyedIndex
  readonly key: string
  /** Number of items in the index. */
  readonly items: number
  readonly partitions: number
  readonly largest: { readonly value: string; readonly items: number; readonly bytes: number }
}

/** Statistics of the todos in the table. */
export interface TableStatistics {
  /** Number of todos in the table. The other figures are about those that were read. */
  readonly items: number
  readonly itemsRead: number
  /** Average size of a todo as DynamoDB counts it: names and values. */
  readonly averageBytes: number
  readonly distributions: readonly PartitionDistribution[]
}

/** Reading more items hardly changes the result and takes seconds. */
const MAX_ITEMS_READ = 100_000

/** Reads up to 100,000 items and counts the todos among them. Outbox entries are short-lived and not counted. */
export async function readTableStatistics(
  store: DynamodbStore,
  maxItems: number = MAX_ITEMS_READ,
): Promise<TableStatistics> {
  const counts = Object.keys(PARTITION_KEYS).map(() => new Map<string, { items: number; bytes: number }>())
  let read = 0
  let scanned = 0
  let bytes = 0
  let start: ScanCommandInput['ExclusiveStartKey']
  do {
    const page = await store.client.send(
      new ScanCommand({ TableName: store.table, ExclusiveStartKey: start, Limit: 5000 }),
    )
    for (const item of page.Items ?? []) {
      scanned++
      if (item['SK']?.S?.startsWith('TODO#') !== true) continue
      read++
      const size = estimateItemBytes(item)
      bytes += size
      for (const [i, key] of Object.values(PARTITION_KEYS).entries()) {
        const value = item[key]?.S
        if (value === undefined) continue
        const partition = counts[i]?.get(value)
        if (partition === undefined) counts[i]?.set(value, { items: 1, bytes: size })
        else {
          partition.items++
          partition.bytes += size
        }
      }
    }
    start = page.LastEvaluatedKey
  } while (start !== undefined && scanned < maxItems)
  const distributions = Object.entries(PARTITION_KEYS).map(([index, key], i) =>
    toPartitionDistribution(index as KeyedIndex, key, counts[i] ?? new Map()),
  )
  const items = start === undefined ? read : Math.max(read, await getItemCount(store))
  return {
    items,
    itemsRead: read,
    averageBytes: read === 0 ? 0 : Math.round(bytes / read),
    distributions,
  }
}

/** DynamoDB updates this count about every six hours, which is sufficient for tables that are too large to read. */
async function getItemCount(store: DynamodbStore): Promise<number> {
  const { Table: table } = await store.client.send(new DescribeTableCommand({ TableName: store.table }))
  return table?.ItemCount ?? 0
}

function toPartitionDistribution(
  index: KeyedIndex,
  key: string,
  counted: ReadonlyMap<string, { readonly items: number; readonly bytes: number }>,
): PartitionDistribution {
  let largest = { value: '', items: 0, bytes: 0 }
  let items = 0
  for (const [value, partition] of counted) {
    items += partition.items
    if (partition.items > largest.items) largest = { value, ...partition }
  }
  return { index, key, items, partitions: counted.size, largest }
}

/** Approximates the size that DynamoDB bills: names and values in UTF-8, and a few bytes for lists and maps. */
function estimateItemBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value !== 'object' || value === null) return 1
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + 1 + estimateItemBytes(each), 3)
  let sum = 0
  for (const [name, inner] of Object.entries(value)) {
    // The type descriptor around every value does not count.
    sum +=
      (/^(?:S|N|BOOL|NULL|L|M|SS|NS)$/.test(name) ? 0 : Buffer.byteLength(name)) + estimateItemBytes(inner)
  }
  return sum
}
