import type { ServerAddress } from './try-connect.js'

/**
 * The first server in a URL; `undefined` if its name requires an SRV lookup (`mongodb+srv:`). Does not use `URL`, which
 * cannot parse the host list of a replica set.
 */
export function parseServerAddress(url: string, defaultPort: number): ServerAddress | undefined {
  if (url.startsWith('mongodb+srv:')) return undefined
  const found = /^([a-z]+):\/\/(?:[^@/]*@)?(?:\[([^\]]+)\]|([^:,/?]+))(?::(\d+))?/i.exec(url)
  const host = found?.[2] ?? found?.[3]
  if (host === undefined) return undefined
  const port = found?.[4] ?? (found?.[1] === 'https' ? 443 : defaultPort)
  return { host: decodeURIComponent(host), port: Number(port) }
}
