import { isDeepStrictEqual } from 'node:util'
import type { StoreName } from '../../core/store-name.js'
import type { EditField } from '../../inspect/editing/edit-field.js'
import type { Reference } from '../../inspect/records/record-view.js'

export type Values = Readonly<Record<string, unknown>>

/** What a record was when it was read: it is changed only if it still is. */
export interface ReadVersion {
  /** Of the API of the service. Missing if no service changes the record. */
  readonly version?: number
  /** Of the record in the store. Missing if none of its fields is written straight to the store. */
  readonly revision?: string
}

/** A record as it can be edited. Fields with a `store` are written straight to it. */
export interface EditForm extends ReadVersion {
  readonly kind: string
  readonly id: string
  readonly fields: readonly EditField[]
  /** The service through whose API the other fields are changed, so that its invariants hold and its events occur. */
  readonly service?: string
  /** The store, if a field is written straight to it. */
  readonly store?: StoreName
  /** Whether the last edit of this run can be undone. */
  readonly canUndo: boolean
}

export interface FieldChange {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** What an edit would do. */
export interface EditPreview {
  /** The request or the statement, as it is sent. */
  readonly statement: string
  readonly changes: readonly FieldChange[]
  /** The records that changed fields refer to. */
  readonly references: readonly Reference[]
  /** The service through which it is changed. Without it, it is written straight to the store. */
  readonly service?: string
  /** The user for whom the service changes it: `Alex Parker (owner)`. */
  readonly actor?: string
  /** Why the user should hesitate. */
  readonly warning?: string
  /** The record was changed since it was read: its version and values now. */
  readonly conflict?: ReadVersion & { readonly changes: readonly FieldChange[] }
}

export interface EditResult extends ReadVersion {
  readonly traceId: string
}

/** An edit of a record: the new values of the changed fields, and the version that the user has seen. */
export interface Edit extends ReadVersion {
  readonly kind: string
  readonly id: string
  readonly change: Values
  /** The values that the user has seen. */
  readonly seen?: Values
}

export function listChanges(before: Values, after: Values): readonly FieldChange[] {
  return Object.entries(after)
    .filter(([name, value]) => !isDeepStrictEqual(before[name] ?? null, value ?? null))
    .map(([field, value]) => ({ field, before: before[field] ?? null, after: value ?? null }))
}

/** What changed since the user has seen these values. */
export function listChangesSince(seen: Values, record: Values): readonly FieldChange[] {
  return listChanges(seen, Object.fromEntries(Object.keys(seen).map((name) => [name, record[name]])))
}
