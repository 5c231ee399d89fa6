import type { Fields, InferRecord } from './field.js'
import type { KeyLookup, ViewDeclaration } from './view.js'

/** A record whose fields may be missing or have the wrong type, because anyone can write to a store. */
export type PlainRecord = Readonly<Record<string, unknown>>

/** Where the records of an entity are stored. */
export type Place =
  /** A table of PostgreSQL, with its schema if that is not `public`. */
  | { readonly store: 'postgres'; readonly table: string }
  /** The items of the DynamoDB table whose sort key starts with this prefix, and the keys by which they can be read. */
  | { readonly store: 'dynamodb'; readonly sortKeyPrefix: string; readonly lookups?: readonly KeyLookup[] }
  /** A collection of MongoDB. `outbox`: its documents contain their undelivered events in the field `outbox`. */
  | { readonly store: 'mongo'; readonly collection: string; readonly outbox?: true }

/** The place of an entity that is stored in `store`. */
export function getPlaceIn<Store extends Place['store']>(
  store: Store,
  { place, plural }: Pick<Entity, 'place' | 'plural'>,
): Extract<Place, { readonly store: Store }> {
  if (place.store === store) return place as Extract<Place, { readonly store: Store }>
  throw new RangeError(`The ${plural} are not stored in ${store}.`)
}

/** How the records of an entity are identified. */
export interface EntityId<IdFields extends readonly string[] = readonly string[]> {
  /** The fields that identify a record. With one field, `inspect` can find a record by its id. */
  readonly fields: IdFields
  /** Default: `uuid`. A `word` consists of lower-case letters, digits, `_` and `-`. */
  readonly format?: 'uuid' | 'word'
  /** What the stored id starts with: `expense_`. Default: nothing. */
  readonly prefix?: string
  /** What ids in other fields, or as people write them, start with: `USER#`. `*` stands for any characters. */
  readonly otherPrefixes?: readonly string[]
  /** A unique field with email addresses by which a record can also be found. */
  readonly emailField?: string
  /**
   * Identifies the entity in generated ids: 0 to 31. It must never change and never be used again, because `reset` decodes
   * the ids that older versions generated. Needed if the generator creates ids for this entity.
   */
  readonly code?: number
}

/** A field of a record that names another record. */
export interface ReferenceDeclaration<R = PlainRecord> {
  /** The path of the field: `family_id`, `category.primary`. */
  readonly field: string
  /** How the reference is called in `inspect`. Default: the path. */
  readonly label?: string
  /** The name of the entity that is referred to. */
  readonly entity: string
  /** What stands before the id in this field: `USER#`. Default: nothing. */
  readonly prefix?: string
  /** A value without the prefix refers to something else. Default: it is an id without the prefix. */
  readonly onlyWithPrefix?: true
  /** A key attribute with the same id, and what stands before the id there. It is read if the record does not have the field. */
  readonly key?: { readonly field: string; readonly prefix: string }
  /**
   * The name of an entity that both records must refer to: with `family`, the user of an expense must be in the family of the
   * expense.
   */
  readonly sameAs?: string
  /**
   * The record may be written before the record that it refers to. Otherwise, seeding writes the other entity first if it
   * is in the same store.
   */
  readonly deferred?: true
  /** The reference is also checked in lists of records, at the cost of one query per page. */
  readonly checkedInLists?: true
  /**
   * A column of the list of all records with a value of the other record, which tells them apart: the name of the user. At the cost of
   * one query per page. Default: none.
   */
  readonly column?: { readonly name: string; readonly value: (record: PlainRecord) => string }
  /** Another id under which the record that the field names may be stored. Default: none. */
  getAlternativeId?(record: R): string | undefined
  /** Whether the field refers to this entity in this record. Default: always. */
  when?(record: R): boolean
  /** Whether the other record may have been deleted. Default: never. */
  mayBeDeleted?(record: R): boolean
}

/** Key attributes that are computed from other attributes. */
export interface DerivedKeys {
  readonly names: readonly string[]
  /** Computes the keys that a record must have, or describes why its attributes are invalid (`its status is invalid: 5`). */
  derive(record: PlainRecord): { readonly keys: Readonly<Record<string, string | undefined>> } | KeyProblem
}

export interface KeyProblem {
  readonly problem: string
}

/** A column of a list of records. */
export interface Column<R> {
  readonly name: string
  /** The field that it shows: `category.primary`. Records are sorted by it. Default: the field with the name of the column. */
  readonly field?: string
  /** In characters; shorter values are padded at the end. Default: no padding. */
  readonly width?: number
  /** Positive for the column that says what the record is about, which is shown where there is no space for all. Default: 0. */
  readonly importance?: number
  /** The value of a record that has none: `no date`. Such records are the last ones in any order. Default: an empty text. */
  readonly absent?: string
  value(record: R): string
}

/**
 * A kind of record: where it is stored, what it consists of, and what it refers to. Pure data; stores, seeding, `verify` and
 * `inspect` derive their behavior from it. An entity is known to all of them once it is listed in `registry.ts`.
 */
export interface Entity<
  Name extends string = string,
  Plural extends string = string,
  F extends Fields = Fields,
  IdFields extends readonly string[] = readonly string[],
> {
  /** Singular, unique: `user`. The argument of `inspect`. */
  readonly name: Name
  /** Unique: `users`. Names the records in counts, batches and messages. */
  readonly plural: Plural
  readonly place: Place
  readonly id: EntityId<IdFields>
  /** The fields that seeding writes. A stored record may have others. */
  readonly fields: F
  /** Other fields that the services or the store maintain; datasets do not have them. Default: none. */
  readonly maintainedFields?: readonly string[]
  /** Default: none. */
  readonly references?: readonly ReferenceDeclaration<InferRecord<F>>[]
  /** Default: none. */
  readonly keys?: DerivedKeys
  /** How SQL across stores shows the records. Default: a view with the plural as its name, and a column for each field. */
  readonly view?: ViewDeclaration
  /** Names a record for people, for example in a reference to it. */
  title(record: InferRecord<F>): string
  /** Names a record on its own page. Default: the title. */
  heading?(record: InferRecord<F>): string
  /** The text fields that a search of people looks in. Default: none. */
  readonly searchFields?: readonly string[]
  /** The fields with amounts, in which a search for a number looks, too. Default: none. */
  readonly searchAmounts?: readonly string[]
  /** The fields with times, in which a search for a day or a month looks, too. Default: none. */
  readonly searchDays?: readonly string[]
  /** The row of a record in a list. Default: the title. */
  readonly columns?: readonly Column<InferRecord<F>>[]
}

/** Declares an entity. The types of its records, keys and functions are inferred from `fields`. */
export function defineEntity<
  const Name extends string,
  const Plural extends string,
  const F extends Fields,
  const IdFields extends readonly (keyof F & string)[],
>(entity: Entity<Name, Plural, F, IdFields>): Entity<Name, Plural, F, IdFields> {
  return entity
}
