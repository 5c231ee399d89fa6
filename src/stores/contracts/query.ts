import type { JsonValue } from '../../core/json.js'
import type { Store } from './store.js'

/** Runs queries that a user has typed. Read-only unless the query allows writes. */
export interface QueryRunner<Opened extends Store = Store> {
  /**
   * Sends a query in the store's own language; resolves when the result starts. Throws `QUERY_INVALID` if nothing was
   * run, `QUERY_FAILED` if the store returned an error, and `WRITE_NOT_ALLOWED`.
   */
  query(store: Opened, query: TextQuery): Promise<QueryResult>
  /** Reads records by their keys, with the same errors. Absent if the store has no such request. */
  queryByKeys?(store: Opened, query: KeyQuery): Promise<QueryResult>
  /** How the store would run a query; undefined if such a query has no plan. Absent if the store tells no plans. */
  plan?(store: Opened, text: string, signal?: AbortSignal): Promise<QueryPlan | undefined>
}

/** The plan of a query, line by line, indented as a tree. */
export type QueryPlan = readonly {
  readonly text: string
  /** The step reads all records. */
  readonly isScan: boolean
}[]

/** A query in the store's own language. */
export interface TextQuery {
  readonly text: string
  /** Values for `:name` in the text. Empty if the language has no such parameters. */
  readonly parameters: QueryParameters
  /** Allows a query that changes data. */
  readonly write: boolean
  /** Only these rows, if the store can continue a query. Default: all. */
  readonly page?: PageRequest
  /** Cancels the query on the server. */
  readonly signal?: AbortSignal
}

/** A part of a result. */
export interface PageRequest {
  /** Maximum number of rows. */
  readonly limit?: number
  /** What `next` of the previous part returned. Default: from the start. */
  readonly after?: string
}

/** Parameter values by name, as passed with `-p`. */
export type QueryParameters = ReadonlyMap<string, JsonValue>

/** A query by keys, whatever their attribute names in the table or index are. */
export interface KeyQuery {
  readonly pk: string
  readonly sk?: string
  readonly skBeginsWith?: string
  /** Default: the table. */
  readonly index?: string
  /** Descending sort-key order. */
  readonly descending: boolean
  readonly page?: PageRequest
  readonly signal?: AbortSignal
}

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
  /** The names that the statement selects, in its order, if each row has only those that its record has. */
  readonly selected?: readonly string[]
  readonly rows: AsyncIterable<ResultRow>
  /** Where the result continues, if the page that was requested ended before it. Available after the last row. */
  next?(): string | undefined
  /** The summary of a statement without rows, such as `UPDATE 3`. Available after the last row. */
  summary?(): string | undefined
}
