import type { StoreName } from '../../core/store-name.js'

export interface FieldChange {
  readonly field: string
  /** As text with its type; null if the field is absent. Secret values are replaced. */
  readonly from: string | null
  readonly to: string | null
}

/** A record that differs between two sources. */
export interface RecordDifference {
  readonly store: StoreName
  /** The plural of the entity, the name of a table or collection of the user, or `migration history`. */
  readonly entity: string
  readonly id: string
  readonly difference: 'added' | 'removed' | 'changed'
  /** Of a changed record. */
  readonly fields?: readonly FieldChange[]
}

/** How many records of an entity differ. */
export interface EntityDifference {
  readonly store: StoreName
  readonly entity: string
  readonly added: number
  readonly removed: number
  readonly changed: number
}

export interface SnapshotDifference {
  /** Whether nothing differs. */
  readonly ok: boolean
  /** Complete, without entities that are equal. */
  readonly entities: readonly EntityDifference[]
  /** Up to the limit for each entity. */
  readonly items: readonly RecordDifference[]
}
