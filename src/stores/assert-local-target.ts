import { HomeError } from '../core/home-error.js'
import { findRemoteHosts } from './is-local-host.js'
import type { Store } from './store.js'
import { STORE_ERRORS } from './store-errors.js'

/** Throws `REMOTE_TARGET_NOT_ALLOWED` when a store that is about to be written to is not on this machine. */
export async function assertLocalTarget(store: Pick<Store, 'name' | 'hosts'>): Promise<void> {
  const [host] = await findRemoteHosts(store.hosts)
  if (host === undefined) return
  throw new HomeError(STORE_ERRORS.REMOTE_TARGET_NOT_ALLOWED, {
    message: `${store.name} is at ${host}, which is not this machine; nothing was changed there.`,
    detail: 'Commands that write to a store on another machine need explicit consent.',
    suggestion: 'Pass --allow-remote and confirm.',
  })
}
