import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import type { FieldType } from '../../domain/entities/field.js'

/** Changes fields of single records, for people. It changes nothing else: no version, and no event says so. */
export interface RecordEditor<Raw = unknown> {
  /** Finds a record by its id, without prefix. Secret fields, and those that cannot be changed, are left out. */
  read(entity: Entity, id: string): Promise<EditableRecord<Raw> | undefined>
  /** The value that the store would have. Throws an error if the value is not of this type. */
  toRaw(type: FieldType, value: unknown, before: Raw | undefined): Raw
  /**
   * Writes fields, unless the record was changed since it was read. Resolves to the record afterwards; undefined: it was changed
   * or deleted.
   */
  write(record: EditableRecord<Raw>, change: RawChange<Raw>): Promise<EditableRecord<Raw> | undefined>
  /** The statement that `write` sends. */
  describe(record: EditableRecord<Raw>, change: RawChange<Raw>): string
}

/** Fields by name; undefined removes one. */
export type RawChange<Raw> = ReadonlyMap<string, Raw | undefined>

/** A record as it is stored. */
export interface EditableRecord<Raw = unknown> {
  readonly entity: Entity
  readonly id: string
  /** Another one after each change of the record. */
  readonly revision: string
  readonly record: PlainRecord
  readonly fields: ReadonlyMap<string, EditableValue<Raw>>
}

export interface EditableValue<Raw> {
  readonly type: FieldType
  /** As JSON. */
  readonly value: unknown
  readonly raw: Raw
}
