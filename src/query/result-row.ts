/**
 * One row, item or document of a query's result. Text and JSON are made on demand: a query of millions is shown in one
 * form only.
 */
export interface ResultRow {
  /** Columns or top-level fields, in order. SQL may repeat a name. */
  readonly names: readonly string[]
  /** The value at `index` as a person reads it; null for SQL NULL and BSON or DynamoDB null. */
  text(index: number): string | null
  /** The whole row as one JSON object, types kept as far as JSON can. */
  json(): string
}

/** A running query. Ending the iteration early ends the query. */
export interface QueryResult {
  /** Known before the first row where the store says so; then an empty result still has its headings. */
  readonly columns?: readonly string[]
  readonly rows: AsyncIterable<ResultRow>
  /** What a statement without rows did: `UPDATE 3`. Known after the last row. */
  summary?(): string | undefined
}
