/** What the keys do that need more than the session. */
export interface FaceActions {
  copy(text: string): void
  /** Ends with this exit code. Default: 0. */
  quit(code?: number): void
}
