import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/** The hosts of a store that are not this machine. */
export async function findRemoteHosts(hosts: readonly string[]): Promise<readonly string[]> {
  const here = await Promise.all(hosts.map(isLocalHost))
  return hosts.filter((_, i) => !here[i])
}

/** Whether a host name or address is this machine itself. */
export async function isLocalHost(host: string): Promise<boolean> {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  // Empty, or a path: a Unix socket.
  if (name === '' || name.startsWith('/') || name.startsWith('%2f') || name === hostname().toLowerCase())
    return true
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  if (isIP(name) !== 0) return isLocalAddress(name)
  try {
    const found = await lookup(name, { all: true })
    return found.length > 0 && found.every(({ address }) => isLocalAddress(address))
  } catch {
    // Not found here: then it is certainly not here.
    return false
  }
}

function isLocalAddress(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true
  return Object.values(networkInterfaces()).some((list) => list?.some((own) => own.address === address))
}
