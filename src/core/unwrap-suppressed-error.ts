/**
 * The error that came first, if disposing a resource failed after it: `await using` throws both as a SuppressedError, which is a plain
 * Error of this name where the platform has none.
 */
export function unwrapSuppressedError(error: unknown): unknown {
  return error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error
    ? unwrapSuppressedError(error.suppressed)
    : error
}
