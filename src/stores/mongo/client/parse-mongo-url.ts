import { ConnectionString } from 'mongodb-connection-string-url'
import type { ServerAddress } from '../../../providers/external/try-connect.js'

const DEFAULT_PORT = 27_017

/**
 * The servers in a URL, parsed with the driver's own library; none if their names require an SRV lookup. Throws if the URL
 * is invalid.
 */
export function parseMongoServers(url: string): readonly ServerAddress[] {
  const parsed = new ConnectionString(url, { looseValidation: true })
  if (parsed.isSRV) return []
  return parsed.hosts.map((host) => {
    const name = decodeURIComponent(host)
    if (name.endsWith('.sock')) return { path: name }
    const [, address = name, port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(name) ?? []
    return { host: address, port: port === undefined ? DEFAULT_PORT : Number(port) }
  })
}
