import type { StoreName } from '../../core/store-name.js'
import type { EntityPlural } from '../../domain/entities/registry.js'

/** How a record of a seeded family differs from the dataset. */
export type DifferenceKind = 'missing' | 'changed' | 'extra'

/** A record that differs from the dataset. */
export interface DatasetDifference {
  readonly difference: DifferenceKind
  readonly store: StoreName
  readonly entity: EntityPlural
  readonly id: string
  /** The dataset's record with this ID. Absent if no dataset has one. */
  readonly source?: RecordSource
}

/** Where a dataset has a record. */
export interface RecordSource {
  /** The position of the dataset among the compared ones. */
  readonly dataset: number
  /** The index of the family; undefined for reference data that is shared by all families. */
  readonly family: number | undefined
}
