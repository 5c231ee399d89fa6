import type { PatternResult } from '../patterns/run-patterns.js'
import { ON_DEMAND } from './on-demand.js'
import type { PartitionSpread, TableShape } from './table-shape.js'

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
  readonly why: string
}

export interface Projection {
  readonly records: number
  readonly measured: { readonly items: number; readonly read: number; readonly averageBytes: number }
  readonly patterns: readonly ProjectedPattern[]
  readonly partitions: readonly ProjectedPartition[]
  readonly storage: { readonly bytes: number; readonly costPerMonth: number }
  /** Of writing one todo with its indexes and its event, in one transaction. */
  readonly write: { readonly capacity: number; readonly costPerMillion: number }
  readonly prices: typeof ON_DEMAND
}

/** Dates are partitions that all families share: they grow with the data. All other keys name one owner. */
const SHARED = new Set<string>(['GSI2'])

/** What the measured patterns would read and cost, and which partition would get hot, at `records` todos. */
export function projectPatterns(
  results: readonly PatternResult[],
  shape: TableShape,
  records: number,
): Projection {
  const factor = shape.items === 0 ? 0 : records / shape.items
  return {
    records,
    measured: { items: shape.items, read: shape.read, averageBytes: shape.averageBytes },
    patterns: results.flatMap((result) =>
      result.pattern.store === 'dynamodb' ? [projected(result, shape, factor)] : [],
    ),
    partitions: shape.spreads.map((spread) => partition(spread, shape, factor)),
    storage: storage(shape, records),
    write: write(shape),
    prices: ON_DEMAND,
  }
}

function projected({ pattern, measure }: PatternResult, shape: TableShape, factor: number): ProjectedPattern {
  const grown = pattern.growth === 'linear' ? Math.max(1, factor) : 1
  const read = Math.round(measure.examined * grown)
  const bytes = read * shape.averageBytes
  const capacity =
    pattern.growth === 'linear'
      ? Math.max(measure.capacity ?? 0, half(bytes / ON_DEMAND.readUnitBytes))
      : (measure.capacity ?? 0)
  return {
    name: pattern.name,
    index: pattern.index,
    growth: pattern.growth,
    read,
    capacity,
    pages: Math.max(1, Math.ceil(bytes / ON_DEMAND.pageBytes)),
    costPerMillion: capacity * ON_DEMAND.perMillionReadUnits,
  }
}

/** Eventually consistent reads cost half a unit, and are rounded up to one. */
function half(units: number): number {
  return Math.ceil(units) / 2
}

function partition(spread: PartitionSpread, shape: TableShape, factor: number): ProjectedPartition {
  const grown = SHARED.has(spread.index) ? Math.max(1, factor) : 1
  // Only a part of the table was read: its shared partitions are fuller by as much.
  const seen = SHARED.has(spread.index) && shape.read > 0 ? shape.items / shape.read : 1
  const items = Math.round(spread.largest.items * seen * grown)
  const bytes = Math.round(spread.largest.bytes * seen * grown)
  const share = spread.items === 0 ? 0 : spread.largest.items / spread.items
  const units = half(bytes / ON_DEMAND.readUnitBytes)
  const hot = units > ON_DEMAND.partitionReadUnits / 10
  return {
    index: spread.index,
    key: spread.key,
    partitions: Math.round(spread.partitions * (SHARED.has(spread.index) ? 1 : Math.max(1, factor))),
    largest: spread.largest.value,
    share,
    items,
    bytes,
    hot,
    why: hot ? hotWhy(units, share) : `read whole it takes ${units} of ${ON_DEMAND.partitionReadUnits} units`,
  }
}

function hotWhy(units: number, share: number): string {
  const seconds = units / ON_DEMAND.partitionReadUnits
  const reading =
    seconds >= 1
      ? `read whole once it takes all that a partition gives for ${seconds.toFixed(0)} s`
      : `${Math.floor(1 / seconds)} whole reads a second take all that a partition gives`
  const writing = share === 0 ? 0 : Math.floor(ON_DEMAND.partitionWriteUnits / share)
  return `${reading}; more than ${writing.toLocaleString('en-US')} new todos a second fill its write units`
}

/** The table, three full copies in the indexes, and GSI4's keys. */
function storage(shape: TableShape, records: number): Projection['storage'] {
  const perItem = shape.averageBytes * 4 + 200 + 5 * 100
  const bytes = perItem * records
  return { bytes, costPerMonth: (bytes / 1024 ** 3) * ON_DEMAND.perGigabyteMonth }
}

/** A transaction writes table and outbox at twice the price, and each of the four indexes at its own. */
function write(shape: TableShape): Projection['write'] {
  const units = Math.max(1, Math.ceil(shape.averageBytes / ON_DEMAND.writeUnitBytes))
  const capacity = 2 * (units + 1) + 3 * units + 1
  return { capacity, costPerMillion: capacity * ON_DEMAND.perMillionWriteUnits }
}
