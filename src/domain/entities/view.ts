/** How SQL across stores shows an entity, as far as that does not follow from its fields. */
export interface ViewDeclaration {
  /** Default: the plural. */
  readonly name?: string
  /** Names of columns by the path of their field: `{ 'category.primary': 'category' }`. */
  readonly columns?: Readonly<Record<string, string>>
  /** A list of objects whose elements are rows of a view of their own. */
  readonly unnested?: {
    readonly name: string
    /** The path of the list. */
    readonly path: string
    /** The column with the id of the record. */
    readonly idColumn: string
    /** Columns of the record that each row repeats. */
    readonly repeated: readonly string[]
  }
}

/** A key of a DynamoDB table or index by which the items of an entity can be read. */
export interface KeyLookup {
  /** The attribute whose values select items. */
  readonly field: string
  /** What stands before the id in that attribute. Default: nothing. */
  readonly fieldPrefix?: string
  /** Default: the table. */
  readonly index?: string
  /** The partition key, and what stands before the id in it. */
  readonly key: string
  readonly keyPrefix: string
  /** The index has keys only, so that the items are read from the table. */
  readonly keysOnly?: true
  /** The sort key, if it starts with the date of a field. */
  readonly range?: { readonly key: string; readonly prefix: string; readonly field: string }
}
