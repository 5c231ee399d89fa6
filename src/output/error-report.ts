/** An error as it is shown: the shape of `{"error": …}`. */
export interface ErrorReport {
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly suggestion?: string
}
