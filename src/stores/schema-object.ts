/** One part of a live schema: a table, an index, a validator. */
export interface SchemaObject {
  /** Such as `index` or `validator`. */
  readonly kind: string
  /** Unique within its kind. */
  readonly name: string
  /** What it belongs to: the table of an index. */
  readonly parent?: string
  /** As the store itself describes it; equal definitions are equal schemas. */
  readonly definition: string
}

/** The live schema as it was when the migrator last wrote it. */
export interface SchemaRecord {
  /** Digest of the migrations that were applied then: another one means that the record is out of date. */
  readonly key: string
  readonly objects: readonly SchemaObject[]
}
