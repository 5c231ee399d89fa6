import type { StoreName } from '../../core/store-name.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'
import type { RecordAccess } from '../../stores/contracts/record-access.js'
import type { ItemReader } from '../../stores/dynamodb/client/item-reader.js'
import type { DocumentReader } from '../../stores/mongo/client/document-reader.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'

/** The sources of records: the stores and, if it is reachable, the services' cache of users. */
export interface RecordSources {
  /** The entities of the project. */
  readonly entities: EntityRegistry
  /** Reads the records of any entity, by the store that it is in. */
  readonly records: Readonly<Record<StoreName, RecordAccess>>
  readonly postgres: PostgresStore
  readonly dynamodb: ItemReader
  readonly mongo: DocumentReader
  /** The cached entry of a user; undefined if there is none. Missing if each service has a cache in its memory. */
  readonly getCachedUser?: (id: string) => Promise<object | undefined>
  /** Finds a record as it was seeded. Missing where no dataset is known. */
  readonly findSeeded?: FindSeeded
}

/** A record as it was seeded, by the name of its entity, its id without prefix, and the id of its family, if it is known. */
export type FindSeeded = (kind: string, id: string, familyId?: string) => Promise<SeededFields | undefined>

export interface SeededFields {
  readonly version: number
  readonly fields: PlainRecord
  /** Whether events have other fields too, whose values before are unknown. Default: false. */
  readonly partial?: boolean
}

/** A record as JSON, without secrets. */
export type PlainRecord = Readonly<Record<string, unknown>>

/** `found`: the record exists. `dangling` (✗): it does not exist. `stale` (≠): a copied value differs from its source. */
export type ReferenceState = 'found' | 'dangling' | 'stale'

/** A reference of a record to another record, checked in its store. */
export interface Reference {
  /** The field that contains it, such as `family_id` or `GSI1PK`. */
  readonly field: string
  readonly kind: InspectableEntity
  readonly id: string
  readonly state: ReferenceState
  /** The title of the other record, if it exists. */
  readonly title?: string
  /** For `stale`: the copied value, and the value of its source. */
  readonly value?: string
  readonly actual?: string
  readonly note?: string
}

/** A key split into its parts: `TODO# | 2024-10-03 | HIGH | id`. */
export interface DecodedKey {
  readonly name: string
  readonly raw: string
  readonly parts: readonly string[]
  /** The key computed from the record's attributes, if it differs. */
  readonly expected?: string
}

export interface SectionItem {
  readonly kind?: InspectableEntity
  readonly id?: string
  readonly title: string
  /** The values of the columns of its references. Missing if they were not read. */
  readonly names?: readonly string[]
  /** The values of the columns that its entity declares, of which the title consists. Missing if it declares none. */
  readonly cells?: readonly string[]
  /** Whether the item is inconsistent, shown as ✗ or ≠. */
  readonly state?: ReferenceState
  /** A description of the problem, with the values that differ. */
  readonly note?: string
  readonly record: PlainRecord
}

/** A record found by a search; it always has a kind and an id. */
export type FoundRecord = SectionItem & { readonly kind: InspectableEntity; readonly id: string }

export interface SectionPage {
  readonly items: readonly SectionItem[]
  /** Reads the next page. Missing on the last page. */
  readonly next?: () => Promise<SectionPage>
  /** The error of the store, if the page could not be read. */
  readonly error?: string
}

/** The total of all rows of a list in one currency. */
export interface SectionTotal {
  readonly currency: string
  /** A decimal string. */
  readonly total: string
  readonly count: number
}

/** A list of records that belong to a record, read page by page on demand. */
export interface Section {
  /** For example `members`, `todos` or `expenses`. */
  readonly name: string
  readonly store: StoreName | 'cache'
  /** The command that shows the same rows. */
  readonly query: string
  /** The order of the rows, as far as users would ask for it: `newest first`. */
  readonly order?: string
  readonly page: (size: number) => Promise<SectionPage>
  /** Totals of all rows, not only of a page. Missing if the rows have no amounts. */
  readonly totals?: () => Promise<readonly SectionTotal[]>
  /** Why the rows cannot be read, if they cannot. */
  readonly unavailableReason?: string
}

/** A record with its references and the records that belong to it. */
export interface RecordView {
  readonly kind: InspectableEntity
  readonly id: string
  readonly title: string
  readonly store: StoreName
  readonly record: PlainRecord
  /** The fields of the record that its entity does not declare. They are shown as all others. */
  readonly unknownFields: readonly string[]
  /** The command that shows the same record. */
  readonly query: string
  readonly keys: readonly DecodedKey[]
  readonly references: () => Promise<readonly Reference[]>
  readonly sections: readonly Section[]
}
