import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { toAddressKey } from '../../http/requests/client-address.js'
import { createTokenBuckets } from '../../http/requests/token-buckets.js'

/** Limits failed sign-ins by account, by client address and by both. In memory of this process. */
export interface SignInLimits {
  /**
   * Runs an attempt for an account. It counts while it runs and if it fails; not if it succeeds, and not if it fails for a
   * reason other than the request. Throws TOO_MANY_REQUESTS (429) with `Retry-After` if there were too many.
   */
  attempt<T>(email: string, clientAddress: string | undefined, work: () => Promise<T>): Promise<T>
}

const NOT_COUNTED: ReadonlySet<string> = new Set([
  HTTP_ERRORS.CLIENT_DISCONNECTED.code,
  HTTP_ERRORS.TOO_MANY_REQUESTS.code,
  HTTP_ERRORS.VERSION_MISMATCH.code,
])

/**
 * One client can guess 10 passwords of an account in a row. All clients together have a higher limit, so that one of them
 * does not lock the user out. Unknown accounts count as well: the response does not reveal which ones exist.
 */
export function createSignInLimits(): SignInLimits {
  const byAccountAndAddress = createTokenBuckets({ capacity: 10, refillMs: 10_000 })
  const byAccount = createTokenBuckets({ capacity: 50, refillMs: 10_000 })
  const byAddress = createTokenBuckets({ capacity: 200, refillMs: 250 })
  return {
    async attempt(email, clientAddress, work) {
      const account = email.toLowerCase()
      const address = toAddressKey(clientAddress)
      const limits = [
        [byAccountAndAddress, `${address} ${account}`],
        [byAccount, account],
        [byAddress, address],
      ] as const
      const delay = Math.max(...limits.map(([buckets, key]) => buckets.getDelay(key)))
      if (delay > 0) throw tooManyAttemptsError(delay)
      for (const [buckets, key] of limits) buckets.take(key)
      const refund = (): void => {
        for (const [buckets, key] of limits) buckets.refund(key)
      }
      try {
        const result = await work()
        refund()
        return result
      } catch (error) {
        if (!isFailedAttempt(error)) refund()
        throw error
      }
    },
  }
}

/** Not an unavailable store, a busy server or a client that disconnected. */
function isFailedAttempt(error: unknown): boolean {
  return error instanceof HttpProblem && error.status < 500 && !NOT_COUNTED.has(error.code)
}

function tooManyAttemptsError(delayMs: number): HttpProblem {
  const seconds = Math.max(1, Math.ceil(delayMs / 1000))
  return new HttpProblem(HTTP_ERRORS.TOO_MANY_REQUESTS, {
    detail: `Too many failed attempts. Try again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds) },
  })
}
