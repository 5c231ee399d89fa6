import { DescribeTableCommand, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../../stores/dynamodb/dynamodb-store.js'

/** The partition keys of the table and its indexes; GSI4's is the id, of which each is its own partition. */
const PARTITION_KEYS = { table: 'PK', GSI1: 'GSI1PK', GSI2: 'GSI1SK', GSI3: 'GSI3PK' } as const
export type KeyedIndex = keyof typeof PARTITION_KEYS

/** How the items of one index are spread over its partitions. */
export interface PartitionDistribution {
  readonly index: KeyedIndex
  readonly key: string
  /** Items that are in this index. */
  readonly items: number
  readonly partitions: number
  readonly largest: { readonly value: string; readonly items: number; readonly bytes: number }
}

/** The shape of the data in the todo table, measured. */
export interface TableStatistics {
  /** Todos in the table; the other figures are of those that were read. */
  readonly items: number
  readonly itemsRead: number
  /** Of one todo, as DynamoDB counts it: names and values. */
  readonly averageBytes: number
  readonly distributions: readonly PartitionDistribution[]
}

/** Reading more changes the shares of the partitions hardly at all and costs seconds. */
const MAX_ITEMS_READ = 100_000

/** Reads up to 100,000 todos. Only they count: outbox entries come and go. */
export async function readTableStatistics(
  store: DynamodbStore,
  enough: number = MAX_ITEMS_READ,
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
  } while (start !== undefined && scanned < enough)
  const spreads = Object.entries(PARTITION_KEYS).map(([index, key], i) =>
    toPartitionDistribution(index as KeyedIndex, key, counts[i] ?? new Map()),
  )
  const items = start === undefined ? read : Math.max(read, await getItemCount(store))
  return {
    items,
    itemsRead: read,
    averageBytes: read === 0 ? 0 : Math.round(bytes / read),
    distributions: spreads,
  }
}

/** DynamoDB counts items every six hours or so; good enough where there are too many to read. */
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

/** About what DynamoDB bills: the UTF-8 of names and values, a byte or three more for lists and maps. */
function estimateItemBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value !== 'object' || value === null) return 1
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + 1 + estimateItemBytes(each), 3)
  let sum = 0
  for (const [name, inner] of Object.entries(value)) {
    // The type's letter, which stands around every value, is not part of the item.
    sum +=
      (/^(?:S|N|BOOL|NULL|L|M|SS|NS)$/.test(name) ? 0 : Buffer.byteLength(name)) + estimateItemBytes(inner)
  }
  return sum
}
