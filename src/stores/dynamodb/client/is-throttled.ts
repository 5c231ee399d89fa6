const NAMES = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
])

/** Whether DynamoDB refused a request because of its rate. Waiting helps. */
export function isThrottled(error: unknown): boolean {
  return error instanceof Error && NAMES.has(error.name)
}
