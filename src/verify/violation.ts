import type { StoreName } from '../core/store-name.js'
import type { DifferenceKind } from '../dataset/comparison/dataset-difference.js'
import type { InvariantNumber } from './invariants/registry.js'

/** The name of an SQL file, `balance.sql`, or of an invariant of an extension. */
export type OwnInvariantName = `${string}.sql` | (string & {})

/** A record that violates an invariant or differs from the dataset. */
export interface Violation {
  /** Of the project's own invariants: the name of the file, or that in the extension. */
  readonly invariant: InvariantNumber | DifferenceKind | OwnInvariantName
  readonly store: StoreName
  /** The id of the record. */
  readonly id: string
  readonly message: string
}

export type ReportViolation = (violation: Violation) => void
