import type { StoreName } from '../core/store-name.js'
import type { DifferenceKind } from '../dataset/comparison/dataset-difference.js'
import type { InvariantNumber } from './invariants/registry.js'

/** A record that violates an invariant or differs from the dataset. */
export interface Violation {
  readonly invariant: InvariantNumber | DifferenceKind
  readonly store: StoreName
  /** The id of the record. */
  readonly id: string
  readonly message: string
}

export type ReportViolation = (violation: Violation) => void
