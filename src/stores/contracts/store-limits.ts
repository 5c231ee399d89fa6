/** Limits of an open store. */
export interface StoreLimits {
  /**
   * Maximum duration of one request, including the wait for a connection and retries, in milliseconds. A later response is
   * discarded, so whether a write was applied is unknown. Default: none, because migrations and seeding may take long.
   */
  readonly requestTimeoutMs?: number | undefined
  /**
   * Whether requests can be observed on every connection. Otherwise only on those that are opened after the observer was added,
   * because it takes time. Default: false.
   */
  readonly observable?: boolean | undefined
  /** Capacity units that scans and batches may use per second, of stores that count them. Default: no limit. */
  readonly readUnitsPerSecond?: number | undefined
  readonly writeUnitsPerSecond?: number | undefined
}

/** Thrown by a client that received no response within `requestTimeoutMs`. */
export class StoreTimeoutError extends Error {
  override readonly name = 'StoreTimeoutError'

  constructor(timeoutMs: number, options?: ErrorOptions) {
    super(`The store did not respond within ${timeoutMs} ms.`, options)
  }
}
