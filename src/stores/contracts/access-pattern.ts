import type { StoreName } from '../../core/store-name.js'
import { checkArgument } from '../../core/check-options.js'
import { createShapeRule } from '../../core/option-rule.js'
import type { PatternSamples } from '../../domain/pattern-samples.js'
import type { StoreRequests } from '../../core/store-types.js'

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
  /** Whether the counts are estimates of the planner, because the request writes or locks and was not executed. */
  readonly estimated?: boolean
  readonly elapsedMs: number
  readonly findings: readonly Finding[]
  /** Why the data does not show whether the index is used: `table users is empty`. There are no findings then. */
  readonly notMeasured?: string
  /** DynamoDB: consumed read capacity units. */
  readonly capacity?: number
  /** The plan in one line: `Index Scan users_email_key`. */
  readonly plan: string
  /** The plan as returned by the store, for `--json`. */
  readonly detail: unknown
  readonly problem?: string
}

/** What `explain` knows about a request: its purpose and the index that must serve it. */
export interface PatternDescription<Name extends StoreName> {
  /** The service and what is read: `todo.of-user`. */
  readonly name: string
  readonly store: Name
  readonly summary: string
  readonly index: string
  /** Default: `constant`. */
  readonly growth?: Growth
  /** Findings that are accepted for this pattern, each with the reason. */
  readonly acceptedFindings?: Readonly<Partial<Record<Finding, string>>>
}

/** An access pattern of one store. */
export interface StorePattern<Name extends StoreName> extends PatternDescription<Name> {
  readonly growth: Growth
  /** Builds the request with sample values. */
  toSampleRequest(samples: PatternSamples): StoreRequests[Name]
}

/** A request that a service, the relay or `inspect` sends, and the index that must serve it. */
export type AccessPattern = { readonly [Name in StoreName]: StorePattern<Name> }[StoreName]

/** A pattern with the function that builds its request. Whoever sends the request calls `request`. */
export interface DefinedPattern<
  Name extends StoreName,
  Args extends readonly unknown[],
  Request extends StoreRequests[Name],
> extends StorePattern<Name> {
  readonly request: (...args: Args) => Request
}

const PATTERN = createShapeRule(
  'an object with name, store, summary, index, request and sample',
  'name',
  'store',
  'summary',
  'index',
  'request',
  'sample',
)

/**
 * Defines an access pattern. `request` builds the request that is sent; `sample` gives its arguments for `explain`, which
 * therefore measures the very same request.
 */
export function definePattern<
  Name extends StoreName,
  Args extends readonly unknown[],
  Request extends StoreRequests[Name],
>(
  pattern: PatternDescription<Name> & {
    readonly request: (...args: Args) => Request
    readonly sample: (samples: PatternSamples) => readonly [...NoInfer<Args>]
  },
): DefinedPattern<Name, Args, Request> {
  checkArgument('definePattern', PATTERN, pattern)
  const { sample, growth = 'constant', ...rest } = pattern
  return { ...rest, growth, toSampleRequest: (samples) => rest.request(...sample(samples)) }
}

/** Indexes read some more records than they return. More than ten times as many, and at least 50, indicates a filter. */
export function isWasteful(examined: number, returned: number): boolean {
  return examined >= 50 && examined > returned * 10
}
