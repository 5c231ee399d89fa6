import { HomeError } from '../core/home-error.js'
import { remoteHosts } from '../stores/is-this-machine.js'
import type { MigrationStore } from '../stores/migration-store.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** Throws `MIGRATION_REMOTE` when a store is not on this machine: nobody changes a shared database by habit. */
export async function refuseRemote(store: Pick<MigrationStore, 'name' | 'hosts'>): Promise<void> {
  const [host] = await remoteHosts(store.hosts)
  if (host === undefined) return
  throw new HomeError(MIGRATION_ERRORS.MIGRATION_REMOTE, {
    message: `${store.name} is at ${host}, which is not this machine; nothing was changed there.`,
    detail: 'Migrations change databases of other machines only when they are told to.',
    suggestion: 'Add --allow-remote if it is meant, and answer yes.',
  })
}
