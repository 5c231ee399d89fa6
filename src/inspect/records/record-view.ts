import type { StoreName } from '../../core/store-name.js'
import type { ItemReader } from '../../stores/dynamodb/item-reader.js'
import type { DocumentReader } from '../../stores/mongo/document-reader.js'
import type { PostgresStore } from '../../stores/postgres/postgres-store.js'

/** What records are read from: the stores and, where it can be reached, the services' cache of users. */
export interface RecordSources {
  readonly postgres: PostgresStore
  readonly dynamodb: ItemReader
  readonly mongo: DocumentReader
  /** The cached entry of a user; undefined where none is. Absent: each service keeps its own in memory. */
  readonly getCachedUser?: (id: string) => Promise<object | undefined>
}

export const INSPECTABLE_ENTITIES = [
  'user',
  'family',
  'todo',
  'expense',
  'budget',
  'category',
  'event',
] as const
export type InspectableEntity = (typeof INSPECTABLE_ENTITIES)[number]

export function isInspectableEntity(text: string): text is InspectableEntity {
  return (INSPECTABLE_ENTITIES as readonly string[]).includes(text)
}

/** A record as JSON: what the store holds, without secrets. */
export type PlainRecord = Readonly<Record<string, unknown>>

/** `found`: it leads somewhere. `dangling` (✗): to nothing. `stale` (≠): two places that must agree do not. */
export type ReferenceState = 'found' | 'dangling' | 'stale'

/** Something that a record says about another one, checked there. */
export interface Reference {
  /** The field that holds it: `family_id`, `GSI1PK`. */
  readonly field: string
  readonly kind: InspectableEntity
  readonly id: string
  readonly state: ReferenceState
  /** What the other record is called, when it is there. */
  readonly title?: string
  /** For `stale`: the copied value, and the value of its source. */
  readonly value?: string
  readonly actual?: string
  readonly note?: string
}

/** A key taken apart: `TODO# | 2024-10-03 | HIGH | id`. */
export interface DecodedKey {
  readonly name: string
  readonly raw: string
  readonly parts: readonly string[]
  /** What the key must be, where the record's attributes say otherwise. */
  readonly expected?: string
}

export interface SectionItem {
  readonly kind?: InspectableEntity
  readonly id?: string
  readonly title: string
  /** What is wrong with it, for the marks ✗ and ≠. */
  readonly state?: ReferenceState
  /** The same in words, with the values that differ. */
  readonly note?: string
  readonly record: PlainRecord
}

export interface SectionPage {
  readonly items: readonly SectionItem[]
  /** Gives the next page; absent at the end. */
  readonly next?: () => Promise<SectionPage>
  /** Why the store could not return the rows. */
  readonly error?: string
}

/** Sums of a whole list, one per currency. */
export interface SectionTotal {
  readonly currency: string
  /** Decimal text. */
  readonly total: string
  readonly count: number
}

/** A list that belongs to a record, read page by page and only when looked at. */
export interface Section {
  /** `members`, `todos`, `expenses`. */
  readonly name: string
  readonly store: StoreName | 'cache'
  /** The command that shows the same rows. */
  readonly query: string
  readonly page: (size: number) => Promise<SectionPage>
  /** Of all rows, not only of a page; absent where rows have no amount. */
  readonly totals?: () => Promise<readonly SectionTotal[]>
  /** Where its rows are, if they cannot be seen from here. */
  readonly unavailableReason?: string
}

/** A record with everything that can be reached from it. */
export interface RecordView {
  readonly kind: InspectableEntity
  readonly id: string
  readonly title: string
  readonly store: StoreName
  readonly record: PlainRecord
  /** The command that shows the same record. */
  readonly query: string
  readonly keys: readonly DecodedKey[]
  readonly references: () => Promise<readonly Reference[]>
  readonly sections: readonly Section[]
}
