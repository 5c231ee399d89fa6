import type { SpanAttributes } from '../../core/tracing.js'

/**
 * Calls the observer for each request of an open store, through hooks of its client library, in the asynchronous context of
 * the caller. Returns a function that removes the hooks.
 */
export type ObserveRequests<Opened> = (store: Opened, onRequest: RequestObserver) => () => void

/** A request that starts. */
export interface ObservedRequest {
  /** The kind of request, one of a small set so that it can be the label of a metric: `SELECT`, `PutItem`, `aggregate`. */
  readonly operation: string
  /**
   * For traces: attributes by the semantic conventions of OpenTelemetry, without the values of parameters, and the records
   * that it writes.
   */
  readonly describe: () => SpanAttributes
}

/** Called when a request starts. Returns what is called when it ends. */
export type RequestObserver = (request: ObservedRequest) => (failed: boolean) => void
