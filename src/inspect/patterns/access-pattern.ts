import type { StoreName } from '../../core/store-name.js'
import type { Stores } from '../../stores/stores.js'
import type { PatternSamples } from './pattern-samples.js'

export const FINDINGS = {
  'missing-index': 'the index does not exist',
  'wrong-index': 'another index is used',
  scan: 'everything is read',
  'in-memory-sort': 'rows are sorted after reading, not by the index',
  'wasteful-filter': 'most of what is read is thrown away',
} as const
export type Finding = keyof typeof FINDINGS

/** How the number of records that one request reads grows with the data. */
export type Growth =
  /** More data means more partitions: a user, a family. */
  | 'constant'
  /** The partition itself grows: a calendar date over all families. */
  | 'linear'

/** What running a pattern on the current data showed. */
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
  /** The store's own words, for `--json`. */
  readonly detail: unknown
  readonly problem?: string
}

/** A request that a service makes, and the index that must serve it. */
export interface AccessPattern {
  /** `todo.by-user`. */
  readonly name: string
  readonly store: StoreName
  readonly summary: string
  readonly index: string
  /** The request, as a person would write it. */
  readonly request: string
  readonly growth: Growth
  /** Findings that are known and not held against it, each with the reason. */
  readonly acceptedFindings?: Readonly<Partial<Record<Finding, string>>>
  readonly measure: (stores: Stores, samples: PatternSamples) => Promise<PatternMeasurement>
}

/** Reading some more than is returned is how indexes work; ten times as much, and more than a page, is a filter. */
export function isWasteful(examined: number, returned: number): boolean {
  return examined >= 50 && examined > returned * 10
}
