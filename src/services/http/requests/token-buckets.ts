import { createLruCache } from '../../../core/create-lru-cache.js'

export interface TokenBucketOptions {
  /** Attempts in a row. */
  readonly capacity: number
  /** Milliseconds until one more attempt is allowed. */
  readonly refillMs: number
  /** Keys that are remembered; the least recently used is forgotten first. Default 100,000. */
  readonly maxKeys?: number
  /** Milliseconds that never go back. Default: `performance.now`. */
  readonly now?: () => number
}

interface Bucket {
  tokens: number
  updatedAt: number
}

/** Limits attempts by key: `capacity` in a row, then one every `refillMs`. In memory of this process. */
export interface TokenBuckets {
  /** Milliseconds until the next attempt is allowed; 0 if it is allowed now. */
  getDelay(key: string): number
  take(key: string): void
  /** Gives back what `take` took, for an attempt that does not count. */
  refund(key: string): void
}

export function createTokenBuckets(options: TokenBucketOptions): TokenBuckets {
  const { capacity, refillMs, now = () => performance.now() } = options
  // A bucket that is unused for this time is full again, which is the same as none.
  const buckets = createLruCache<Bucket>({
    maxEntries: options.maxKeys ?? 100_000,
    ttl: capacity * refillMs,
    updateAgeOnGet: true,
  })
  return {
    getDelay(key) {
      const { tokens } = refill(key)
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) * refillMs)
    },
    take(key) {
      const bucket = refill(key)
      bucket.tokens = Math.max(0, bucket.tokens - 1)
      buckets.set(key, bucket)
    },
    refund(key) {
      const bucket = refill(key)
      bucket.tokens = Math.min(capacity, bucket.tokens + 1)
    },
  }

  function refill(key: string): Bucket {
    const at = now()
    const bucket = buckets.get(key) ?? { tokens: capacity, updatedAt: at }
    bucket.tokens = Math.min(capacity, bucket.tokens + (at - bucket.updatedAt) / refillMs)
    bucket.updatedAt = at
    return bucket
  }
}
