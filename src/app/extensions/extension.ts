import type { Entity, PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'
import type { Fields, InferRecord } from '../../domain/entities/field.js'
import type { GeneratorInput } from '../../dataset/generator/entity-generator.js'
import type { EventHandler } from '../../events/event-handler.js'
import type { AccessPattern } from '../../stores/contracts/access-pattern.js'
import type { Stores } from '../../stores/stores.js'

/** What `generate` makes the records of a family from. They must depend on nothing else: no clock, no global state. */
export interface ExtensionInput extends GeneratorInput {
  /** The count of the profile (`counts`), otherwise that of the entity, otherwise 1. */
  readonly count: number
}

/** An entity of a project: as those of homemanager, with its generator. */
export interface ExtensionEntity<
  Name extends string = string,
  Plural extends string = string,
  F extends Fields = Fields,
  IdFields extends readonly string[] = readonly string[],
> extends Entity<Name, Plural, F, IdFields> {
  /** The records of a family in a dataset. Default: none. */
  generate?(input: ExtensionInput): readonly InferRecord<F>[]
  /** The `count` of `generate` in profiles that have none. Default: 1. */
  readonly count?: number
}

/** Own fields in the records of an entity of homemanager. A migration of the project adds their columns. */
export interface OwnColumns<F extends Fields = Fields> {
  /** The entity: `user`. */
  readonly of: string
  readonly fields: F
  /** Default: none. */
  readonly references?: readonly ReferenceDeclaration[]
  /** The values of the fields in a record of a dataset. Default: the fields are absent. */
  generate?(record: PlainRecord, input: ExtensionInput): InferRecord<F>
}

/** Reports that a record violates an invariant, in one sentence. */
export type ReportRecord = (message: string) => void

/** A fact that must hold for each record of an entity. Facts across records are queries: `invariants` in homemanager.yaml. */
export interface ExtensionInvariant {
  /** Unique, in kebab case. Shown by `verify`. */
  readonly name: string
  /** The fact, as a clause. */
  readonly statement: string
  /** Checks by the plural of the entity: `pets`. Any field may be missing or have the wrong type. */
  readonly records: Readonly<Record<string, (record: PlainRecord, report: ReportRecord) => void>>
}

/** What a project adds to homemanager. */
export interface Extension {
  /** Default: none. */
  readonly entities?: readonly ExtensionEntity[]
  /** Default: none. */
  readonly columns?: readonly OwnColumns[]
  /** Default: none. */
  readonly invariants?: readonly ExtensionInvariant[]
  /** Requests of the project's programs, which `explain` measures. Default: none. */
  readonly accessPatterns?: readonly AccessPattern[]
  /** Creates the consumers of events, which run with the services. Default: none. */
  readonly eventHandlers?: (stores: Stores) => readonly EventHandler[]
}

/** Declares an extension: the default export of a file that `extensions` in homemanager.yaml names. */
export function defineExtension(extension: Extension): Extension {
  return extension
}

/** Declares an entity. The types of its records and functions are inferred from `fields`. */
export function defineEntity<
  const Name extends string,
  const Plural extends string,
  const F extends Fields,
  const IdFields extends readonly (keyof F & string)[],
>(entity: ExtensionEntity<Name, Plural, F, IdFields>): ExtensionEntity {
  return entity
}

/** Declares own fields of an entity. The type of what `generate` returns is inferred from them. */
export function defineColumns<const F extends Fields>(columns: OwnColumns<F>): OwnColumns {
  return columns
}
