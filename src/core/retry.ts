import { setTimeout as sleep } from 'node:timers/promises'

export interface RetryOptions {
  /** How many times `attempt` runs at most, the first included. */
  readonly attempts: number
  /** Upper bound of the first pause, milliseconds; doubles each time ("full jitter": the pause is a random part of it). */
  readonly baseMs: number
  /** No pause is longer, milliseconds. */
  readonly maxMs: number
  /** Whether this error is worth another attempt; default: every error is. */
  readonly retryable?: (error: unknown) => boolean
  readonly signal?: AbortSignal
}

/** Runs `attempt` until it succeeds, is not worth retrying, or the attempts are used up; then throws its last error. */
export async function retry<T>(attempt: (n: number) => Promise<T>, options: RetryOptions): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt(n)
    } catch (error) {
      if (n >= options.attempts || !(options.retryable?.(error) ?? true)) throw error
      const ceiling = Math.min(options.maxMs, options.baseMs * 2 ** (n - 1))
      await sleep(Math.random() * ceiling, undefined, options.signal ? { signal: options.signal } : {})
    }
  }
}
