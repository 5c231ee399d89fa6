import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'

/** The records of one table or collection in a portable snapshot. */
export interface PortableTable {
  readonly name: string
  readonly records: number
}

/** The part of a portable snapshot that one store has. */
export interface PortablePart {
  readonly records: number
  /** As written, before compression by the file system. */
  readonly bytes: number
  readonly tables: readonly PortableTable[]
}

export interface PortableOptions {
  readonly signal: AbortSignal
  /** Called with the numbers of records and bytes so far. */
  readonly onProgress: (records: number, bytes: number) => void
}

/** What the migration history says about a migration, without the times, steps and users of its runs. */
export interface PortableMigration {
  readonly id: string
  readonly outcome: string
  readonly checksum: string
}

/** A record of a portable snapshot, also of a table that homemanager does not know. */
export interface PortableRecord {
  /** Plural of the entity, or the name of the table or collection. */
  readonly kind: string
  /** Identifies the record among those of its kind. */
  readonly key: string
  /** The ID of the record, or its key if it has no ID. */
  readonly id: string
  /** The fields, formatted so that equal text means equal value and type. A field that is absent has no entry. */
  readonly fields: ReadonlyMap<string, string>
  /** Of a record of the migration history: the migration, or null for the recorded schema and for what else is no migration. */
  readonly migration?: PortableMigration | null
}

/**
 * Saves a store in files that other programs read, and restores them on every provider. Both work record by record, in memory
 * that does not grow with the data.
 */
export interface PortableSnapshot<Name extends StoreName = StoreName> {
  /** Writes the store below an empty directory. The endpoint's data must not change meanwhile. */
  save(endpoint: Endpoints[Name], directory: string, options: PortableOptions): Promise<PortablePart>
  /**
   * Replaces everything in the store, the migration history included, by what the directory has. Idempotent: an interrupted
   * call can be repeated.
   */
  restore(endpoint: Endpoints[Name], directory: string, options: PortableOptions): Promise<PortablePart>
  /**
   * Throws if a restore into a server that others may use would replace what does not belong to the project. Changes nothing. Absent
   * if the endpoint names all that a restore replaces, such as a database.
   */
  assertRestorable?(endpoint: Endpoints[Name], directory: string): Promise<void>
  /** Reads the records below such a directory, in no particular order. */
  read(directory: string, entities: EntityRegistry): AsyncIterable<PortableRecord>
}
