/**
 * One row, item or document of a query result. Strings and JSON are created on demand, because only one of them is used.
 */
export interface ResultRow {
  /** Columns or top-level fields, in order. SQL may repeat a name. */
  readonly names: readonly string[]
  /** The value at `index` as a string; null for NULL in SQL and null in BSON or DynamoDB. */
  text(index: number): string | null
  /** The row as a JSON object that preserves types as far as possible. */
  json(): string
}

/** A running query. Ending the iteration early ends the query. */
export interface QueryResult {
  /** Set if the store returns columns before the first row. Then an empty result has a header row, too. */
  readonly columns?: readonly string[]
  readonly rows: AsyncIterable<ResultRow>
  /** The summary of a statement without rows, such as `UPDATE 3`. Available after the last row. */
  summary?(): string | undefined
}
