import type { ReferenceCheck, RecordCheck } from './invariants/invariant.js'

/** A fact that an extension declares, or the references of its entities. */
export interface OwnInvariant {
  /** Unique name in kebab case, reported as `invariant`. */
  readonly name: string
  readonly statement: string
  /** By the plural of the entity. */
  readonly records?: Readonly<Record<string, RecordCheck>>
  readonly references?: readonly ReferenceCheck[]
}
