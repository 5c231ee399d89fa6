import type { Addon } from './addon.js'

/** Redis: a cache that the services share. */
export const redisAddon: Addon = {
  name: 'redis',
  formerName: 'cache',
  variable: 'HOMEMANAGER_REDIS_URL',
  getConfiguredUrl: ({ redis }) => redis.url,
  toUrl: ({ port }) => `redis://127.0.0.1:${port}`,
  loadEmbeddedRecipe: async () => (await import('./redis-embedded.js')).redisEmbedded,
  loadLogParser: async () => (await import('./parse-redis-log.js')).parseRedisLog,
  loadReadinessCheck: async () => (await import('./is-redis-ready.js')).isRedisReady,
}
