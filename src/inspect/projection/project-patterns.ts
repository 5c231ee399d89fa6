import type { PatternResult } from '../patterns/run-patterns.js'
import { ON_DEMAND_PRICING } from './on-demand-pricing.js'
import type { PartitionDistribution, TableStatistics } from './table-statistics.js'

/** One DynamoDB pattern at so many todos. */
export interface ProjectedPattern {
  readonly name: string
  readonly index: string
  /** `constant`: more data means more partitions. `linear`: the partition that is read grows with the data. */
  readonly growth: 'constant' | 'linear'
  /** Items that one request reads to its end, and their read units, eventually consistent. */
  readonly read: number
  readonly capacity: number
  /** Answers of a megabyte that it takes. */
  readonly pages: number
  /** US dollars of a million requests. */
  readonly costPerMillion: number
}

/** The fullest partition of an index at so many todos. */
export interface ProjectedPartition {
  readonly index: string
  readonly key: string
  readonly partitions: number
  readonly largest: string
  /** Of all items of the index. */
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
  /** Of writing one todo with its indexes and its event, in one transaction. */
  readonly write: { readonly capacity: number; readonly costPerMillion: number }
  readonly prices: typeof ON_DEMAND_PRICING
}

/** Dates are partitions that all families share: they grow with the data. All other keys name one owner. */
const SHARED_INDEXES = new Set<string>(['GSI2'])

/** What the measured patterns would read and cost, and which partition would get hot, at `records` todos. */
export function projectPatterns(
  results: readonly PatternResult[],
  shape: TableStatistics,
  records: number,
): Projection {
  const factor = shape.items === 0 ? 0 : records / shape.items
  return {
    records,
    measured: { items: shape.items, read: shape.itemsRead, averageBytes: shape.averageBytes },
    patterns: results.flatMap((result) =>
      result.pattern.store === 'dynamodb' ? [projectPattern(result, shape, factor)] : [],
    ),
    partitions: shape.distributions.map((spread) => projectPartition(spread, shape, factor)),
    storage: projectStorage(shape, records),
    write: projectWrite(shape),
    prices: ON_DEMAND_PRICING,
  }
}

function projectPattern(
  { pattern, measurement }: PatternResult,
  shape: TableStatistics,
  factor: number,
): ProjectedPattern {
  const grown = pattern.growth === 'linear' ? Math.max(1, factor) : 1
  const read = Math.round(measurement.examined * grown)
  const bytes = read * shape.averageBytes
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

/** Eventually consistent reads cost half a unit, and are rounded up to one. */
function toEventualReadUnits(units: number): number {
  return Math.ceil(units) / 2
}

function projectPartition(
  spread: PartitionDistribution,
  shape: TableStatistics,
  factor: number,
): ProjectedPartition {
  const grown = SHARED_INDEXES.has(spread.index) ? Math.max(1, factor) : 1
  // Only a part of the table was read: its shared partitions are fuller by as much.
  const seen = SHARED_INDEXES.has(spread.index) && shape.itemsRead > 0 ? shape.items / shape.itemsRead : 1
  const items = Math.round(spread.largest.items * seen * grown)
  const bytes = Math.round(spread.largest.bytes * seen * grown)
  const share = spread.items === 0 ? 0 : spread.largest.items / spread.items
  const units = toEventualReadUnits(bytes / ON_DEMAND_PRICING.readUnitBytes)
  const hot = units > ON_DEMAND_PRICING.partitionReadUnits / 10
  return {
    index: spread.index,
    key: spread.key,
    partitions: Math.round(spread.partitions * (SHARED_INDEXES.has(spread.index) ? 1 : Math.max(1, factor))),
    largest: spread.largest.value,
    share,
    items,
    bytes,
    hot,
    reason: hot
      ? explainHotPartition(units, share)
      : `read whole it takes ${units} of ${ON_DEMAND_PRICING.partitionReadUnits} units`,
  }
}

function explainHotPartition(units: number, share: number): string {
  const seconds = units / ON_DEMAND_PRICING.partitionReadUnits
  const reading =
    seconds >= 1
      ? `read whole once it takes all that a partition gives for ${seconds.toFixed(0)} s`
      : `${Math.floor(1 / seconds)} whole reads a second take all that a partition gives`
  const writing = share === 0 ? 0 : Math.floor(ON_DEMAND_PRICING.partitionWriteUnits / share)
  return `${reading}; more than ${writing.toLocaleString('en-US')} new todos a second fill its write units`
}

/** The table, three full copies in the indexes, and GSI4's keys. */
function projectStorage(shape: TableStatistics, records: number): Projection['storage'] {
  const perItem = shape.averageBytes * 4 + 200 + 5 * 100
  const bytes = perItem * records
  return { bytes, costPerMonth: (bytes / 1024 ** 3) * ON_DEMAND_PRICING.perGigabyteMonth }
}

/** A transaction writes table and outbox at twice the price, and each of the four indexes at its own. */
function projectWrite(shape: TableStatistics): Projection['write'] {
  const units = Math.max(1, Math.ceil(shape.averageBytes / ON_DEMAND_PRICING.writeUnitBytes))
  const capacity = 2 * (units + 1) + 3 * units + 1
  return { capacity, costPerMillion: capacity * ON_DEMAND_PRICING.perMillionWriteUnits }
}
