import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { HomeError } from '../core/home-error.js'
import type { MigrationStore } from '../stores/migration-store.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** Throws `MIGRATION_REMOTE` when a store is not on this machine: nobody changes a shared database by habit. */
export async function refuseRemote(store: MigrationStore): Promise<void> {
  for (const host of store.hosts) {
    if (await isThisMachine(host)) continue
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_REMOTE, {
      message: `${store.name} is at ${host}, which is not this machine; nothing was changed there.`,
      detail: 'Migrations change databases of other machines only when they are told to.',
      suggestion: 'Add --allow-remote if it is meant, and answer yes.',
    })
  }
}

/** Whether a host name or address is this machine itself. */
export async function isThisMachine(host: string): Promise<boolean> {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  // Empty, or a path: a Unix socket.
  if (name === '' || name.startsWith('/') || name.startsWith('%2f') || name === hostname().toLowerCase())
    return true
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  if (isIP(name) !== 0) return isOwnAddress(name)
  try {
    const found = await lookup(name, { all: true })
    return found.length > 0 && found.every(({ address }) => isOwnAddress(address))
  } catch {
    // Not found here: then it is certainly not here.
    return false
  }
}

function isOwnAddress(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true
  return Object.values(networkInterfaces()).some((list) => list?.some((own) => own.address === address))
}
