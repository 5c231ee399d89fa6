/** Whether an error means that the policies of this user do not allow a request. */
export function isAccessDenied(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException'
}
