import { type CachedDirectory, cachedDirectory } from './cached-directory.js'
import { identityDirectory } from './identity-directory.js'
import { memoryUserCache } from './user-cache.js'

/** Users by the identity service, cached in this process, and in Redis where a URL is given. */
export async function userDirectory(
  identityUrl: () => string,
  redisUrl: string | undefined,
): Promise<CachedDirectory> {
  const source = identityDirectory(identityUrl)
  if (redisUrl === undefined) return cachedDirectory(source)
  const { redisUserCache } = await import('./redis-user-cache.js')
  return cachedDirectory(source, [memoryUserCache(), redisUserCache(redisUrl)])
}
