/** The service under test did not respond to a request. */
export class NoResponse extends Error {
  override readonly name = 'NoResponse'

  /** Whether the time for a response has passed. */
  get timedOut(): boolean {
    return this.cause instanceof Error && this.cause.name === 'TimeoutError'
  }
}

/** `connect ECONNREFUSED 127.0.0.1:5002` says more than `fetch failed`. */
export function toNoResponse(error: unknown): NoResponse {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause)
  return new NoResponse(`the service did not respond: ${reason}`, { cause: error })
}
