/** Whether an error means that the table does not exist. */
export function isMissingTable(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException'
}
