/** Whether a server does not have an operation of DynamoDB, as local ones do not have all. */
export function isUnknownOperation(error: unknown): boolean {
  return error instanceof Error && /UnknownOperation/.test(error.name)
}
