import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/** Returns the hosts that are not this machine. */
export async function findRemoteHosts(hosts: readonly string[]): Promise<readonly string[]> {
  const local = await Promise.all(hosts.map(isLocalHost))
  return hosts.filter((_, i) => !local[i])
}

/** Whether a host name or address refers to this machine. */
export async function isLocalHost(host: string): Promise<boolean> {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  // Empty or a path: a Unix socket.
  if (name === '' || name.startsWith('/') || name.startsWith('%2f') || name === hostname().toLowerCase())
    return true
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  if (isIP(name) !== 0) return isLocalAddress(name)
  try {
    const found = await lookup(name, { all: true })
    return found.length > 0 && found.every(({ address }) => isLocalAddress(address))
  } catch {
    // A name that cannot be resolved is not treated as local.
    return false
  }
}

function isLocalAddress(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true
  return Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === address))
}
