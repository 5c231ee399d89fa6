/**
 * Calls `onRequest` after each request of an open store, through hooks of its client library. Returns a function that
 * removes the hooks.
 */
export type ObserveRequests<Opened> = (store: Opened, onRequest: RequestObserver) => () => void

/**
 * `operation` is the kind of request, one of a small set so that it can be the label of a metric: `SELECT`, `PutItem`,
 * `aggregate`.
 */
export type RequestObserver = (operation: string, seconds: number, failed: boolean) => void
