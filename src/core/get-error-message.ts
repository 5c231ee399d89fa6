/** The message of what was thrown, which need not be an `Error`. `getCauseMessage` returns the one of its cause. */
export function getErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
