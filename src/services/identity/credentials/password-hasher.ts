import { OWASP_SCRYPT_COST, type ScryptCost } from '../../../core/scrypt-hash.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { hashPassword, isOutdatedHash, verifyPassword } from './password-hash.js'

/**
 * Hashes passwords with a bound on what runs at once: hashing is slow on purpose, and it shares the threads of Node.js with
 * files and DNS. A request whose client has disconnected is not hashed. Never call it in a transaction, which would hold a
 * connection and its locks meanwhile.
 */
export interface PasswordHasher {
  hash(password: string, signal: AbortSignal): Promise<string>
  /** Whether the password matches; without a hash, takes as long and returns false. */
  verify(password: string, phc: string | undefined, signal: AbortSignal): Promise<boolean>
  /** A new hash of the password if this one was made with weaker parameters; otherwise undefined. */
  rehash(password: string, phc: string, signal: AbortSignal): Promise<string | undefined>
}

export interface PasswordHasherOptions {
  /** Of new hashes. Default: what OWASP recommends. */
  readonly cost?: ScryptCost
  /** Default 2, half of the default thread pool. */
  readonly concurrency?: number
  /** Requests that may wait; more are rejected with TOO_MANY_REQUESTS (429). Default 256. */
  readonly maxWaiting?: number
}

interface WaitingJob {
  readonly start: () => void
}

export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { cost = OWASP_SCRYPT_COST, concurrency = 2, maxWaiting = 256 } = options
  const waiting = new Set<WaitingJob>()
  let running = 0
  return {
    hash: async (password, signal) => runBounded(signal, async () => hashPassword(password, cost)),
    verify: async (password, phc, signal) =>
      runBounded(signal, async () => verifyPassword(password, phc, cost)),
    rehash: async (password, phc, signal) =>
      isOutdatedHash(phc, cost) ? runBounded(signal, async () => hashPassword(password, cost)) : undefined,
  }

  async function runBounded<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw clientDisconnectedError()
    if (running < concurrency) running++
    else await waitForTurn(signal)
    try {
      return await work()
    } finally {
      startNext()
    }
  }

  function waitForTurn(signal: AbortSignal): Promise<void> {
    if (waiting.size >= maxWaiting) return Promise.reject(hasherBusyError())
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(job)
        reject(clientDisconnectedError())
      }
      const job: WaitingJob = {
        start() {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      waiting.add(job)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  /** Passes the turn on, or gives it back. */
  function startNext(): void {
    const [next] = waiting
    if (next === undefined) {
      running--
      return
    }
    waiting.delete(next)
    next.start()
  }
}

function clientDisconnectedError(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.CLIENT_DISCONNECTED, {
    detail: 'The client disconnected before the password was checked.',
  })
}

function hasherBusyError(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.TOO_MANY_REQUESTS, {
    detail: 'Too many passwords are being checked. Try again in a moment.',
    headers: { 'retry-after': '2' },
  })
}
