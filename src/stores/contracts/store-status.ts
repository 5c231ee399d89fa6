/** Fields of a store in the JSON of `status`, beside `status` and `container`. */
export type StatusFields = object

export interface StatusSummary {
  /** Empty if there is no engine. */
  readonly address: string
  /** For example the version; may be empty. */
  readonly description: string
}
