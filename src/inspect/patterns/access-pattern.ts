import type { StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import type { PatternSamples } from './pattern-samples.js'

export const FINDINGS = {
  'missing-index': 'the index does not exist',
  'wrong-index': 'a different index is used',
  scan: 'the table or collection is scanned',
  'in-memory-sort': 'rows are sorted in memory, not by the index',
  'wasteful-filter': 'most of the rows read are filtered out',
} as const
export type Finding = keyof typeof FINDINGS

/** How the number of records read by one request grows with the amount of data. */
export type Growth =
  /** More data means more partitions: a user, a family. */
  | 'constant'
  /** The partition itself grows: a calendar date over all families. */
  | 'linear'

/** The result of running a pattern on the current data. */
export interface PatternMeasurement {
  /** The indexes that were used, in the order of the plan. */
  readonly indexes: readonly string[]
  readonly examined: number
  readonly returned: number
  readonly elapsedMs: number
  readonly findings: readonly Finding[]
  /** DynamoDB: consumed read capacity units, eventually consistent. */
  readonly capacity?: number
  /** The plan in one line: `Index Scan users_email_key`. */
  readonly plan: string
  /** The plan as returned by the store, for `--json`. */
  readonly detail: unknown
  readonly problem?: string
}

/** A request that a service makes, and the index that must serve it. */
export interface AccessPattern {
  /** For example `todo.of-user`. */
  readonly name: string
  readonly store: StoreName
  readonly summary: string
  readonly index: string
  /** The request, as it would be typed. */
  readonly request: string
  readonly growth: Growth
  /** Findings that are accepted for this pattern, each with the reason. */
  readonly acceptedFindings?: Readonly<Partial<Record<Finding, string>>>
  readonly measure: (stores: Stores, samples: PatternSamples) => Promise<PatternMeasurement>
}

/** Indexes read some more records than they return. More than ten times as many, and at least 50, indicates a filter. */
export function isWasteful(examined: number, returned: number): boolean {
  return examined >= 50 && examined > returned * 10
}
