/** Names of errors by which the clients of the three stores say that the store is away, starting or too busy. */
const TRANSIENT_ERROR_NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'TimeoutError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
  'TransactionInProgressException',
])

const TRANSIENT_CODES = new Set([
  'STORE_UNREACHABLE',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * Whether trying again later may help, whatever is tried: the store was away, restarting or overloaded. PostgreSQL's
 * classes 08 (connection), 40 (rolled back), 53 (resources), 57 (shut down) are in its manual, appendix A.
 */
export function isTransientError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some(isTransientError)) return true
  if (
    TRANSIENT_ERROR_NAMES.has(error.name) ||
    /connection (terminated|timeout)|timeout exceeded/i.test(error.message)
  ) {
    return true
  }
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'string' && (TRANSIENT_CODES.has(code) || /^(08|40|53|57)[0-9A-Z]{3}$/.test(code))) {
    return true
  }
  return error.cause !== undefined && isTransientError(error.cause)
}
