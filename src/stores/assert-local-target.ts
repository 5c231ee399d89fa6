import { HomeError } from '../core/home-error.js'
import { findRemoteHosts } from './is-local-host.js'
import type { Store } from './contracts/store.js'
import { STORE_ERRORS } from './contracts/store-errors.js'

/** Throws `REMOTE_TARGET_NOT_ALLOWED` if the store to write to is on another machine. */
export async function assertLocalTarget(store: Pick<Store, 'name' | 'hosts'>): Promise<void> {
  const [host] = await findRemoteHosts(store.hosts)
  if (host === undefined) return
  throw new HomeError(STORE_ERRORS.REMOTE_TARGET_NOT_ALLOWED, {
    message: `${store.name} is on another machine, ${host}; nothing was changed.`,
    detail: 'Commands that write to a store on another machine require --allow-remote.',
    suggestion: 'Pass --allow-remote and confirm.',
  })
}
