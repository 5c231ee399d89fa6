import type { StoreName } from '../core/store-name.js'
import type { InvariantNumber } from './invariants/registry.js'

/** How a record of a seeded family differs from the dataset (`verify --dataset`). */
export type DatasetDifference = 'missing' | 'changed' | 'extra'

/** A record that violates an invariant or differs from the dataset. */
export interface Violation {
  readonly invariant: InvariantNumber | DatasetDifference
  readonly store: StoreName
  /** The id of the record. */
  readonly id: string
  readonly message: string
}

export type ReportViolation = (violation: Violation) => void
