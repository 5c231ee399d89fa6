/**
 * Whether `error` says that `signal` was aborted: it is the reason, or, as with the timers of Node.js, an error with the
 * reason as its cause.
 */
export function isAbortError(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false
  return error === signal.reason || (error instanceof Error && error.cause === signal.reason)
}
