/** Limits of an open store. */
export interface StoreLimits {
  /**
   * Maximum duration of one request, including the wait for a connection and retries, in milliseconds. A later response is
   * discarded, so whether a write was applied is unknown. Default: none, because migrations and seeding may take long.
   */
  readonly requestTimeoutMs?: number | undefined
}

/** Thrown by a client that received no response within `requestTimeoutMs`. */
export class StoreTimeoutError extends Error {
  override readonly name = 'StoreTimeoutError'

  constructor(timeoutMs: number, options?: ErrorOptions) {
    super(`The store did not respond within ${timeoutMs} ms.`, options)
  }
}
