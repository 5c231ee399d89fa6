import { unwrapSuppressedError } from '../core/unwrap-suppressed-error.js'

/** Names of client errors for a store that is unreachable, starting or overloaded. */
const TRANSIENT_ERROR_NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoOperationTimeoutError',
  'StoreTimeoutError',
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
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * Whether a retry may succeed because the store was unreachable, restarting or overloaded. PostgreSQL's SQLSTATE
 * classes 08 (connection), 40 (rollback), 53 (resources) and 57 (operator intervention) are in its manual, appendix A; 25006 is a
 * write to a server that is no primary any more.
 */
export function isTransientError(thrown: unknown): boolean {
  const error = unwrapSuppressedError(thrown)
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some(isTransientError)) return true
  if (
    TRANSIENT_ERROR_NAMES.has(error.name) ||
    /connection (terminated|timeout|error and is not queryable)|timeout exceeded|query read timeout/i.test(
      error.message,
    )
  ) {
    return true
  }
  const code = 'code' in error ? error.code : undefined
  if (
    typeof code === 'string' &&
    (TRANSIENT_CODES.has(code) || /^(?:(?:08|40|53|57)[0-9A-Z]{3}|25006)$/.test(code))
  ) {
    return true
  }
  return error.cause !== undefined && isTransientError(error.cause)
}
