import { type CachedUserDirectory, createCachedUserDirectory } from './cached-user-directory.js'
import { createIdentityDirectory } from './identity-directory.js'
import { createMemoryUserCache } from './user-cache.js'

/** Looks up users in the identity service; cached in this process, and in Redis if a URL is given. */
export async function createUserDirectory(
  identityUrl: () => string,
  gatePass: string,
  redisUrl: string | undefined,
): Promise<CachedUserDirectory> {
  const source = createIdentityDirectory(identityUrl, gatePass)
  if (redisUrl === undefined) return createCachedUserDirectory(source)
  const { createRedisUserCache } = await import('./redis-user-cache.js')
  return createCachedUserDirectory(source, [createMemoryUserCache(), createRedisUserCache(redisUrl)])
}
