/** Whether a failure says that there is no such table. */
export function isMissingTable(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException'
}
