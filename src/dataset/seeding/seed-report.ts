import type { StoreName } from '../../core/store-name.js'
import type { EntityPlural } from '../../domain/entities/registry.js'
import type { DifferenceSummary } from '../comparison/compare-stores.js'
import type { DifferenceKind } from '../comparison/dataset-difference.js'
import type { DatasetFingerprint } from '../fingerprint.js'
import type { RecordCounts } from '../read-fingerprint.js'

/** The output of `seed --json`. */
export interface SeedReport extends SeedOutcome {
  /** Of the first dataset, if several were repaired. */
  readonly profile: string
  readonly seed: number
  /** Version of the generator. */
  readonly generator: number
  /** Whether the records were copied from the cache of this user. */
  readonly cached: boolean
  readonly elapsedMs: number
}

export interface SeedOutcome {
  /** No record of the dataset is missing or changed. */
  readonly ok: boolean
  /** Number of records of the dataset in the stores. */
  readonly counts: RecordCounts
  /** Number of all records in the stores, read back after seeding. */
  readonly storedCounts: RecordCounts
  readonly fingerprint: DatasetFingerprint
  /** Nothing was written because the dataset was already complete. */
  readonly unchanged: boolean
  /** How many records differed from the dataset, by store. Zero for stores that were not compared. */
  readonly differences: DifferenceSummary
  /** The records that differed, at most 100,000. */
  readonly items: readonly SeedDifference[]
  /** Number of differences that are not listed in `items`. */
  readonly more: number
}

export interface SeedDifference {
  /** `extra`: the record belongs to a seeded family but is not in the dataset. */
  readonly difference: DifferenceKind
  readonly store: StoreName
  readonly entity: EntityPlural
  readonly id: string
  /** The fields that differ, of a changed record. */
  readonly fields?: readonly string[]
  /** The record is now as in the dataset. */
  readonly repaired: boolean
}
