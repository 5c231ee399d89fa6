import { setTimeout as sleep } from 'node:timers/promises'

export interface RetryOptions {
  /** Maximum number of attempts, including the first. */
  readonly maxAttempts: number
  /**
   * Upper bound of the first delay, milliseconds; doubles with each attempt. The delay is a random value below that
   * bound ("full jitter").
   */
  readonly baseDelayMs: number
  /** Maximum delay, milliseconds. */
  readonly maxDelayMs: number
  /** Whether to retry after this error; default: always. */
  readonly isRetryable?: (error: unknown) => boolean
  readonly signal?: AbortSignal
}

let retries = 0

/** How many attempts this process has repeated, for metrics. */
export function countRetries(): number {
  return retries
}

/** Runs `attempt` until it succeeds. Throws its error if that is not retryable or `maxAttempts` is reached. */
export async function retry<T>(attempt: (n: number) => Promise<T>, options: RetryOptions): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt(n)
    } catch (error) {
      if (n >= options.maxAttempts || !(options.isRetryable?.(error) ?? true)) throw error
      retries++
      const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (n - 1))
      await sleep(Math.random() * ceiling, undefined, options.signal ? { signal: options.signal } : {})
    }
  }
}
