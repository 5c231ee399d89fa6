/** Values of the parameters of a query, by name. */
export type StackQueryParameters = Readonly<Record<string, unknown>>

export interface StackQueryOptions {
  /** Reads all records of a table even if it is large or on another machine. Default: false. */
  readonly allowScan?: boolean
  /** When aborted, the query ends. */
  readonly signal?: AbortSignal
}
