import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { remoteHosts } from '../stores/is-this-machine.js'
import type { Stores } from '../stores/stores.js'
import { SEEDING_ERRORS } from './seeding-errors.js'

/** Throws `SEED_REMOTE` when one of the stores is not on this machine: nobody fills a shared database by accident. */
export async function refuseRemote(stores: Stores, chosen: readonly StoreName[]): Promise<void> {
  for (const name of chosen) {
    const [host] = await remoteHosts(stores[name].hosts)
    if (host === undefined) continue
    throw new HomeError(SEEDING_ERRORS.SEED_REMOTE, {
      message: `${name} is at ${host}, which is not this machine; nothing was changed there.`,
      detail: 'Worlds go into databases of other machines, and out of them, only when that is said.',
      suggestion: 'Add --allow-remote if it is meant, and answer yes.',
    })
  }
}
