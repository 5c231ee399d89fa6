import type { Entity } from '../../domain/entities/entity.js'
import type { EntityPlural } from '../../domain/entities/registry.js'
import type { DataStore, StoredRecord } from '../../stores/contracts/data-store.js'
import type { StoreName } from '../../core/store-name.js'

/** A record that violates an invariant. */
export interface Finding {
  readonly store: StoreName
  /** The id of the record to report. */
  readonly id: string
  /** One sentence with the values that were found. */
  readonly message: string
}

export type ReportFinding = (finding: Finding) => void

/** What checks know besides the records that they look at. */
export interface CheckContext {
  /** Changes after this time may not have reached the other stores yet. */
  readonly before: Date
}

/** Checks a record by itself while it is read. Any field may be missing or have the wrong type. */
export type RecordCheck = (record: StoredRecord, context: CheckContext, report: ReportFinding) => void

/** Notes what a record says about a key. */
export type Observe<T> = (key: string, observation: T) => void

/**
 * Something that several records say something about, for example a user: what each record says is an observation, and the
 * observations of all stores are grouped by key on disk. Subjects may be shared by invariants; each is recorded once.
 * Observations are JSON values, and there is about one per record and reference: keep them small.
 */
export interface Subject<T> {
  /** Unique name, for the files of the observations. */
  readonly name: string
  readonly observers: {
    readonly [Entity in EntityPlural]?: (
      record: StoredRecord,
      observe: Observe<T>,
      context: CheckContext,
    ) => void
  }
}

/** References that an entity declares: the other records exist and, where a reference says so, belong to the same entity. */
export interface ReferenceCheck {
  readonly of: Entity
  /** The names of the entities that are referred to. */
  readonly to: readonly string[]
  /** Only the references in these fields. Default: all of them. */
  readonly fields?: readonly string[]
}

/** Checks everything observed about one key of a subject, after all stores are read. */
export interface SubjectCheck {
  readonly subject: Subject<unknown>
  readonly check: (key: string, observations: readonly unknown[], report: ReportFinding) => void
}

/**
 * A fact that must hold across records or stores. It has at least one of the checks; those that need several records get
 * them through subjects, so that memory use does not depend on the number of records.
 */
export interface Invariant<N extends number = number> {
  /** Reported as `invariant` by `verify --json`: never reused. */
  readonly number: N
  /** Unique name in kebab case. */
  readonly name: string
  /** The fact, as a clause: the title of its violations and its row in the docs. */
  readonly statement: string
  readonly records?: { readonly [Entity in EntityPlural]?: RecordCheck }
  readonly subjects?: readonly SubjectCheck[]
  readonly references?: readonly ReferenceCheck[]
  /** Asks a store something that no record shows. Called once per store. */
  readonly checkStore?: (store: DataStore, context: CheckContext, report: ReportFinding) => Promise<void>
}

/** Declares an invariant. It is checked if it is listed in `registry.ts`. */
export function defineInvariant<const N extends number>(invariant: Invariant<N>): Invariant<N> {
  return invariant
}

/** A check of each key of a subject; `observations` has at least one element. */
export function checkEach<T>(
  subject: Subject<T>,
  check: (key: string, observations: readonly T[], report: ReportFinding) => void,
): SubjectCheck {
  return {
    subject,
    check: (key, observations, report) => check(key, observations as readonly T[], report),
  }
}
