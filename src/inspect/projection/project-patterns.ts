import type { PatternResult } from '../patterns/run-patterns.js'
import { ON_DEMAND_PRICING } from './on-demand-pricing.js'
import type { PartitionDistribution, TableStatistics } from './table-statistics.js'

/** A DynamoDB pattern, projected to a number of todos. */
export interface ProjectedPattern {
  readonly name: string
  readonly index: string
  /** `constant`: more data means more partitions. `linear`: the partition that is read grows with the data. */
  readonly growth: 'constant' | 'linear'
  /** Items that one request reads in all its pages, and the read units for them, eventually consistent. */
  readonly read: number
  readonly capacity: number
  /** Number of pages of 1 MB. */
  readonly pages: number
  /** US dollars per million requests. */
  readonly costPerMillion: number
}

/** The largest partition of an index, projected to a number of todos. */
export interface ProjectedPartition {
  readonly index: string
  readonly key: string
  readonly partitions: number
  readonly largest: string
  /** Share of all items in the index. */
  readonly share: number
  readonly items: number
  readonly bytes: number
  readonly hot: boolean
  readonly reason: string
}

export interface Projection {
  readonly records: number
  readonly measured: { readonly items: number; readonly read: number; readonly averageBytes: number }
  readonly patterns: readonly ProjectedPattern[]
  readonly partitions: readonly ProjectedPartition[]
  readonly storage: { readonly bytes: number; readonly costPerMonth: number }
  /** For writing one todo with its index entries and its event in one transaction. */
  readonly write: { readonly capacity: number; readonly costPerMillion: number }
  readonly prices: typeof ON_DEMAND_PRICING
}

/** Dates are partitions that all families share, so they grow with the data. All other keys belong to one owner. */
const SHARED_INDEXES = new Set<string>(['GSI2'])

/** Projects the measured patterns to `records` todos: what they would read and cost, and which partitions would be hot. */
export function projectPatterns(
  results: readonly PatternResult[],
  statistics: TableStatistics,
  records: number,
): Projection {
  const factor = statistics.items === 0 ? 0 : records / statistics.items
  return {
    records,
    measured: { items: statistics.items, read: statistics.itemsRead, averageBytes: statistics.averageBytes },
    patterns: results.flatMap((result) =>
      result.pattern.store === 'dynamodb' ? [projectPattern(result, statistics, factor)] : [],
    ),
    partitions: statistics.distributions.map((distribution) =>
      projectPartition(distribution, statistics, factor),
    ),
    storage: projectStorage(statistics, records),
    write: projectWrite(statistics),
    prices: ON_DEMAND_PRICING,
  }
}

function projectPattern(
  { pattern, measurement }: PatternResult,
  statistics: TableStatistics,
  factor: number,
): ProjectedPattern {
  const growthFactor = pattern.growth === 'linear' ? Math.max(1, factor) : 1
  const read = Math.round(measurement.examined * growthFactor)
  const bytes = read * statistics.averageBytes
  const capacity =
    pattern.growth === 'linear'
      ? Math.max(measurement.capacity ?? 0, toEventualReadUnits(bytes / ON_DEMAND_PRICING.readUnitBytes))
      : (measurement.capacity ?? 0)
  return {
    name: pattern.name,
    index: pattern.index,
    growth: pattern.growth,
    read,
    capacity,
    pages: Math.max(1, Math.ceil(bytes / ON_DEMAND_PRICING.pageBytes)),
    costPerMillion: capacity * ON_DEMAND_PRICING.perMillionReadUnits,
  }
}

/** Eventually consistent reads consume half a unit per 4 KB; the size is rounded up. */
function toEventualReadUnits(units: number): number {
  return Math.ceil(units) / 2
}

function projectPartition(
  distribution: PartitionDistribution,
  statistics: TableStatistics,
  factor: number,
): ProjectedPartition {
  const growthFactor = SHARED_INDEXES.has(distribution.index) ? Math.max(1, factor) : 1
  // If the table was read in part, its shared partitions are larger in proportion.
  const sampling =
    SHARED_INDEXES.has(distribution.index) && statistics.itemsRead > 0
      ? statistics.items / statistics.itemsRead
      : 1
  const items = Math.round(distribution.largest.items * sampling * growthFactor)
  const bytes = Math.round(distribution.largest.bytes * sampling * growthFactor)
  const share = distribution.items === 0 ? 0 : distribution.largest.items / distribution.items
  const units = toEventualReadUnits(bytes / ON_DEMAND_PRICING.readUnitBytes)
  const hot = units > ON_DEMAND_PRICING.partitionReadUnits / 10
  return {
    index: distribution.index,
    key: distribution.key,
    partitions: Math.round(
      distribution.partitions * (SHARED_INDEXES.has(distribution.index) ? 1 : Math.max(1, factor)),
    ),
    largest: distribution.largest.value,
    share,
    items,
    bytes,
    hot,
    reason: hot
      ? explainHotPartition(units, share)
      : `reading all of it consumes ${units} of ${ON_DEMAND_PRICING.partitionReadUnits} read units per second`,
  }
}

function explainHotPartition(units: number, share: number): string {
  const seconds = units / ON_DEMAND_PRICING.partitionReadUnits
  const reading =
    seconds >= 1
      ? `reading all of it once uses the partition's full read capacity for ${seconds.toFixed(0)} s`
      : `reading all of it ${Math.floor(1 / seconds)} times per second uses the partition's full read capacity`
  const writing = share === 0 ? 0 : Math.floor(ON_DEMAND_PRICING.partitionWriteUnits / share)
  return `${reading}; ${writing.toLocaleString('en-US')} new todos per second use its full write capacity`
}

/** The table, three indexes with all attributes, and the keys in GSI4. */
function projectStorage(statistics: TableStatistics, records: number): Projection['storage'] {
  const perItem = statistics.averageBytes * 4 + 200 + 5 * 100
  const bytes = perItem * records
  return { bytes, costPerMonth: (bytes / 1024 ** 3) * ON_DEMAND_PRICING.perGigabyteMonth }
}

/** A transaction writes to the table and the outbox at twice the price, and to each of the four indexes at the normal one. */
function projectWrite(statistics: TableStatistics): Projection['write'] {
  const units = Math.max(1, Math.ceil(statistics.averageBytes / ON_DEMAND_PRICING.writeUnitBytes))
  const capacity = 2 * (units + 1) + 3 * units + 1
  return { capacity, costPerMillion: capacity * ON_DEMAND_PRICING.perMillionWriteUnits }
}
