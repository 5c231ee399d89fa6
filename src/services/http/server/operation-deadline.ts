import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

/**
 * Maximum time to handle a request that has been received, in milliseconds. An operation sends several requests to its
 * store, each with a timeout of its own.
 */
const OPERATION_TIMEOUT_MS = 15_000

/** Rejects with a 503 after the deadline. The operation continues, so whether a write is applied is unknown. */
export async function withDeadline<T>(operation: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(operationTimeout()), OPERATION_TIMEOUT_MS)
  })
  try {
    return await Promise.race([operation, late])
  } finally {
    clearTimeout(timer)
  }
}

function operationTimeout(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.STORE_UNAVAILABLE, {
    detail: `The operation did not complete within ${OPERATION_TIMEOUT_MS / 1000} s. Read the resource before you repeat a write.`,
    headers: { 'retry-after': '1' },
  })
}
