import { LRUCache } from 'lru-cache'

export interface LruCacheOptions {
  /** Above this number the least recently used entry is removed. */
  readonly maxEntries: number
  /** Time to live of an entry, in milliseconds. Default: unlimited. */
  readonly ttl?: number
  /** Restarts the time to live when an entry is read. Default: false. */
  readonly updateAgeOnGet?: boolean
}

/**
 * A cache of limited size. Its memory grows with its entries: with `max`, lru-cache allocates it for all entries at once,
 * which is megabytes for a limit that an idle stack never reaches.
 */
export function createLruCache<Value extends {}>(options: LruCacheOptions): LRUCache<string, Value> {
  const { maxEntries, ...rest } = options
  return new LRUCache<string, Value>({ maxSize: maxEntries, sizeCalculation: () => 1, ...rest })
}
