import { setTimeout as sleep } from 'node:timers/promises'

export interface RetryOptions {
  /** How many times `attempt` runs at most, the first included. */
  readonly maxAttempts: number
  /** Upper bound of the first pause, milliseconds; doubles each time ("full jitter": the pause is a random part of it). */
  readonly baseDelayMs: number
  /** No pause is longer, milliseconds. */
  readonly maxDelayMs: number
  /** Whether this error is worth another attempt; default: every error is. */
  readonly isRetryable?: (error: unknown) => boolean
  readonly signal?: AbortSignal
}

/** Runs `attempt` until it succeeds, is not worth retrying, or the attempts are used up; then throws its last error. */
export async function retry<T>(attempt: (n: number) => Promise<T>, options: RetryOptions): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt(n)
    } catch (error) {
      if (n >= options.maxAttempts || !(options.isRetryable?.(error) ?? true)) throw error
      const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (n - 1))
      await sleep(Math.random() * ceiling, undefined, options.signal ? { signal: options.signal } : {})
    }
  }
}
