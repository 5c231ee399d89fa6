/** One object of a live schema, such as a table, an index or a validator. */
export interface SchemaObject {
  /** For example `index` or `validator`. */
  readonly kind: string
  /** Unique within its kind. */
  readonly name: string
  /** The name of the object that contains it, such as the table of an index. */
  readonly parent?: string
  /** The definition as the store reports it; schemas with equal definitions are equal. */
  readonly definition: string
}

/** The live schema as recorded by the last migration run. */
export interface SchemaRecord {
  /** Digest of the migrations applied at that time. A different digest means that the record is out of date. */
  readonly key: string
  readonly objects: readonly SchemaObject[]
}
