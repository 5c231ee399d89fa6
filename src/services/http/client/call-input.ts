export interface ServiceClientOptions {
  /** The access token, or a function that returns one for each call. Public operations do not need it. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>)
  /** Timeout of a call, in milliseconds; default 10,000. */
  readonly timeoutMs?: number
  /** Headers of every call, for example `traceparent` or `x-correlation-id`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The input of a call, without the types of the operation. */
export interface AnyCallInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly ifMatch?: number
}
